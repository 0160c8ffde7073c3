// Small parts that the live screen is made of.

/** "counted %(number)s" with its values put in. */
export const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A button that can be pressed in; `choose` hears the tap. */
export function chip(label, choose, { note = "" } = {}) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "live-chip";
  button.setAttribute("aria-pressed", "false");
  button.append(capital(label));
  if (note) {
    const small = document.createElement("small");
    small.textContent = note;
    button.append(small);
  }
  button.addEventListener("click", choose);
  return button;
}

/** One of several: value -> words. `show(value)` presses that one in. */
export function choice(box, words, choose) {
  const buttons = new Map(Object.entries(words).map(([value, label]) => [value, chip(label, () => choose(value))]));
  box.append(...buttons.values());
  return {
    buttons,
    show: (chosen) => buttons.forEach((button, value) => press(button, value === String(chosen))),
  };
}

export const press = (button, isIn) => button.setAttribute("aria-pressed", String(isIn));

/** 1 to 10; 0 is the large button that saves. A second tap takes the number back. */
export function painScale(box, choose) {
  let current = 0;
  const scale = choice(box, Object.fromEntries([...Array(10).keys()].map((zero) => [zero + 1, String(zero + 1)])), (value) =>
    choose(Number(value) === current ? 0 : Number(value)),
  );
  return { show: (pain) => { current = pain ?? 0; scale.show(current); } };
}

/** A status line that says a thing once; a repeated text is said again. */
export function announcer(line) {
  return (text) => {
    line.textContent = "";
    requestAnimationFrame(() => { line.textContent = text; });
  };
}

/** What somebody typed, to a tenth: null when it is empty, NaN when it is no such number. */
export function numberIn(text) {
  const typed = text.trim().replace(",", ".");
  if (!typed) return null;
  return /^\d+(\.\d)?$/.test(typed) ? Number(typed) : NaN;
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte, at) =>
    (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, "0"),
  ).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
