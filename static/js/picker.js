// After htmx has swapped the picker: the focus goes where the link pointed (the day's heading, or the month's),
// and what changed is announced. Without this script the links load the page and do the same.
let wanted = "hours";

document.addEventListener("htmx:beforeSwap", (event) => {
  // Ours to do, because htmx would scroll the heading to the top even where it can be seen.
  wanted = event.detail.pathInfo.anchor || "hours";
  event.detail.pathInfo.anchor = undefined;
});

document.addEventListener("htmx:afterSettle", () => {
  const heading = document.getElementById(wanted);
  heading.focus({ preventScroll: true });
  heading.closest("section").scrollIntoView({ block: "nearest" });
  document.getElementById("picker-news").textContent = document.querySelector("[data-news]").dataset.news;
});

// A page that is not ours to show (the server is away, or says no) is loaded as a whole.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    location.href = event.detail.pathInfo.finalRequestPath;
  });
}
