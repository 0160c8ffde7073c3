// A button beside each line of hours that empties it: on a phone a time is hard to clear by hand.
for (const lines of document.querySelectorAll(".hours-lines")) {
  for (const line of lines.querySelectorAll(".hours-line")) {
    const times = [...line.querySelectorAll("input")];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet btn-icon";
    button.textContent = "×";
    button.title = lines.dataset.clear;
    button.setAttribute("aria-label", lines.dataset.clear);
    const show = () => button.classList.toggle("invisible", !times.some((time) => time.value));
    button.addEventListener("click", () => {
      times.forEach((time) => { time.value = ""; });
      times[0].focus();
      show();
    });
    times.forEach((time) => time.addEventListener("input", show));
    show();
    line.append(button);
  }
}
