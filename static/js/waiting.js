// An answer that takes longer than a moment: the pressed button shows that it is on its way, and it is said.
const MOMENT = 400;
const note = document.getElementById("waiting-note");
let pressed = null;

function show(button, words) {
  pressed?.removeAttribute("aria-busy");
  pressed = button;
  pressed?.setAttribute("aria-busy", "true");
  note.textContent = words;
}

addEventListener("submit", ({ defaultPrevented, submitter, target }) => {
  // A file comes without a new page: the browser shows how far it is.
  if (defaultPrevented || !submitter || "file" in target.dataset) return;
  setTimeout(() => show(submitter, note.dataset.words), MOMENT);
});
// Gone back to.
addEventListener("pageshow", () => show(null, ""));
