// One side of the self-test: a clock for up to three tries, and what goes with them.
import { momentOf, secondsBetween, toTenth } from "../live/stopwatch.js";

/** `part` holds the side's card; see templates/self_test/_side.html. */
export function sideOf(part, limits) {
  const button = part.querySelector("[data-clock]");
  const digits = part.querySelector(".clock-value");
  const list = part.querySelector(".tries");
  const stop = part.querySelector("[data-side-stop]");
  const name = part.dataset.side;
  const most = Number(part.dataset.most);
  let tries = [], startedAt = null;

  const chosen = (what) => part.querySelector(`[name="${name}-${what}"]:checked`)?.value ?? null;
  const isStopped = () => Number(chosen("pain") ?? 0) >= limits.pain || chosen("radiating") === "yes";

  function draw() {
    list.replaceChildren(
      ...tries.map((hold) => {
        const item = document.createElement("li");
        item.textContent = `${hold.toFixed(1)} s`;
        return item;
      }),
    );
    button.textContent = startedAt === null ? button.dataset.start : button.dataset.stop;
    button.disabled = startedAt === null && (tries.length >= most || isStopped());
    stop.hidden = !isStopped();
  }

  function tick() {
    if (startedAt === null) return;
    const held = secondsBetween(startedAt, performance.now(), limits.cap);
    digits.textContent = held.toFixed(1);
    if (held >= limits.cap) end(performance.now());
    else requestAnimationFrame(tick);
  }

  function end(at) {
    const held = toTenth(secondsBetween(startedAt, at, limits.cap));
    startedAt = null;
    tries.push(held);
    digits.textContent = held.toFixed(1);
    draw();
  }

  button.addEventListener("click", (event) => {
    const at = momentOf(event);
    if (startedAt !== null) return end(at);
    startedAt = at;
    draw();
    tick();
  });
  part.addEventListener("change", () => {
    if (isStopped() && startedAt !== null) end(performance.now());
    draw();
  });
  part.querySelector("[data-undo]").addEventListener("click", () => {
    tries.pop();
    digits.textContent = "0.0";
    draw();
  });
  draw();

  return {
    /** What goes into the reading; null for a side that was left out. */
    told() {
      if (!chosen("passive")) return null;
      return {
        passive: chosen("passive"),
        hold: tries.length ? Math.max(...tries) : null,
        tries: tries.length,
        knee: chosen("knee"),
        pain: Number(chosen("pain") ?? 0),
        radiating: chosen("radiating") === "yes",
      };
    },
    /** The first control that still needs an answer, or nothing. */
    missing() {
      const first = (what) => part.querySelector(`[name="${name}-${what}"]`);
      if (startedAt !== null) return button;
      if (!chosen("passive")) return first("passive");
      if (isStopped()) return undefined;
      if (tries.length && !chosen("knee")) return first("knee");
      return ["pain", "radiating"].filter((what) => !chosen(what)).map(first)[0];
    },
    clear() {
      tries = [];
      startedAt = null;
      digits.textContent = "0.0";
      for (const input of part.querySelectorAll("input")) input.checked = false;
      draw();
    },
  };
}
