// Find a client from any page of the desk: the key "/" or the button, a letter, Enter.
const dialog = document.getElementById("find");
const field = dialog.querySelector("input");
const found = dialog.querySelector("[data-found]");
let asking;
let askedFor;

function open(event) {
  event.preventDefault();
  dialog.showModal();
  field.select();
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const search = field.value.trim();
  try {
    const answer = await fetch(`${dialog.dataset.at}?q=${encodeURIComponent(search)}`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    found.replaceChildren(...page.body.childNodes);
    askedFor = search;
  } catch {
    // Asked anew, or offline: Enter leads to the whole list.
  }
}

function move(event) {
  const links = [...found.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  const place = links.indexOf(document.activeElement) + step;
  (links[place] ?? (place < 0 ? field : links.at(-1))).focus();
}

document.querySelector("[data-find]").addEventListener("click", open);
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.metaKey && !event.ctrlKey && !event.altKey && !document.querySelector("dialog[open]")) open(event);
});
field.addEventListener("input", ask);
dialog.addEventListener("keydown", move);
// In a search field that holds something Escape would only empty it.
field.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close());
dialog.querySelector("form").addEventListener("submit", (event) => {
  const first = found.querySelector("a");
  if (!first || askedFor !== field.value.trim()) return;
  event.preventDefault();
  location.assign(first.href);
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
