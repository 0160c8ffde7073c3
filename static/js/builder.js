// The template builder with scripts: its buttons act without a new page, and lines may be dragged.
// Everything goes through the same forms that work without scripts.
/* global htmx */

const builder = document.getElementById("builder");
const act = document.getElementById("act");
const courier = document.getElementById("courier");
const said = document.getElementById("said");
document.documentElement.classList.add("has-script");

const tell = (words, tone = "warn") => {
  const word = document.createElement("span");
  word.className = "builder-word";
  word.dataset.tone = tone;
  word.textContent = words;
  said.replaceChildren(word);
};

// -- One button, one small request; the values are held from the click on, however long the queue. Sent from
// the form itself, htmx would add the button that was pressed last or still has the focus.
const send = (values) => htmx.ajax("POST", act.action, { source: courier, swap: "none", values });

act.addEventListener("submit", (event) => {
  const { name, value } = event.submitter;
  event.preventDefault();
  if (name !== "up" && name !== "down") send({ [name]: value });
  else if (step(document.getElementById(`line-${value}`), name === "up")) {
    event.submitter.focus();
    send({ [name]: value });
  } else tell(name === "up" ? builder.dataset.first : builder.dataset.last);
});

// -- Order
const lists = () => [...builder.querySelectorAll(".lines")];

// The same rule as the server's: past the end of its part a line goes over to the next one.
function step(line, isUp) {
  const list = line.parentElement;
  const mate = isUp ? line.previousElementSibling : line.nextElementSibling;
  const beside = lists()[lists().indexOf(list) + (isUp ? -1 : 1)];
  if (mate) mate[isUp ? "before" : "after"](line);
  else if (beside) beside[isUp ? "append" : "prepend"](line);
  else return false;
  tellPart(line);
  return true;
}

// A form that is open on the line shows the part where it stands now.
function tellPart(line) {
  const part = line.querySelector(".line-editor [name=block]");
  if (part) part.value = line.parentElement.dataset.block;
}

const arrangement = () =>
  lists().flatMap((list) => [...list.children].map((line) => `${line.dataset.line}:${list.dataset.block}`));

builder.addEventListener("pointerdown", (down) => {
  const grip = down.target.closest(".line-grip");
  if (!grip || down.button) return;
  down.preventDefault();
  const line = grip.closest(".line");
  const before = arrangement().join();
  const drag = (event) => {
    const edge = event.clientY < 80 ? -14 : event.clientY > innerHeight - 80 ? 14 : 0;
    if (edge) scrollBy(0, edge);
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const over = under?.closest(".line");
    if (over && over !== line) {
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](line);
    } else if (!over) {
      const list = under?.closest("section")?.querySelector(".lines");
      if (list && list !== line.parentElement) list.append(line);
    }
  };
  const drop = () => {
    removeEventListener("pointermove", drag);
    removeEventListener("pointerup", drop);
    removeEventListener("pointercancel", drop);
    line.classList.remove("is-dragged");
    document.body.classList.remove("is-dragging");
    tellPart(line);
    const places = arrangement();
    if (places.join() !== before) send({ drop: line.dataset.line, place: places });
  };
  line.classList.add("is-dragged");
  document.body.classList.add("is-dragging");
  addEventListener("pointermove", drag);
  addEventListener("pointerup", drop);
  addEventListener("pointercancel", drop);
});

// -- Versions: only forms that saw the version before go on to the next, the others still hold what is stale.
document.body.addEventListener("template-saved", ({ detail }) => {
  for (const version of builder.querySelectorAll("[name=version]")) {
    const isLine = version.closest(".line-editor");
    if (version.value === `${detail.from}` && (detail.lines || !isLine)) version.value = detail.to;
  }
});
document.body.addEventListener("template-stale", ({ detail }) => {
  act.elements.version.value = detail.to;
});
document.body.addEventListener("template-focus", ({ detail }) => {
  const wanted = document.getElementById(detail.id);
  if (document.activeElement === document.body || wanted?.id === "undo") wanted?.focus();
});

// -- What was typed and not sent yet
const waiting = new Set();
builder.addEventListener("input", ({ target }) => {
  if (target.form?.method === "post") waiting.add(target.form);
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) waiting.delete(detail.elt);
});
addEventListener("beforeunload", (event) => {
  if ([...waiting].some((form) => form.isConnected)) event.preventDefault();
});
for (const lost of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(lost, () => tell(builder.dataset.unsent));
}

// A form that is open already stays as it is typed.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  const open = elt.id?.startsWith("change-") && target.querySelector(".line-editor select");
  if (open) {
    event.preventDefault();
    open.focus();
  }
});

// A form that opens takes the focus to its first field.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const slot = detail.target;
  if (!slot?.classList?.contains("line-slot")) return;
  (slot.querySelector("[role=alert]") ?? slot.querySelector("select, input:not([type=hidden])"))?.focus();
});
