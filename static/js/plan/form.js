// What a session's form holds, and what a tap on it means elsewhere on the page.

/** name -> values of everything filled in. */
export function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken" || value === "") continue;
    (fields[name] ??= []).push(value);
  }
  return Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, name.startsWith("sets_") ? values : values[0]]));
}

/** Fill it as it was. */
export function fillIn(form, fields) {
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.name === "csrfmiddlewaretoken") continue;
    const values = [fields[input.name] ?? []].flat();
    if (["checkbox", "radio"].includes(input.type)) {
      input.checked = values.includes(input.value) || (input.type === "radio" && input.value === "" && !values.length);
    } else {
      input.value = values[0] ?? "";
    }
  }
}

export const boxesOf = (line) => [...line.querySelectorAll("input[name^=sets_]")];

/** Whether anything of it was done or told; see also programs.logbook.Session.is_empty. */
export function isEmpty(fields) {
  const told = /^(sets|amount|effort|pain|cramp|leaned|skipped|instead)_|^(pain|note)$/;
  return !Object.keys(fields).some((name) => told.test(name));
}

/** The most pain that was told anywhere. */
export const mostPain = (fields) =>
  Math.max(0, ...Object.entries(fields).filter(([name]) => /^pain(_|$)/.test(name)).map(([, value]) => Number(value)));

/** Pain at or past the limit says so at once, beside where it was tapped. */
function showPainStop(scale, limit) {
  const place = scale.parentElement.querySelector("[data-pain-stop]");
  const pain = Number(scale.querySelector("input:checked")?.value ?? 0);
  const isShown = place.childElementCount > 0;
  if (pain < limit) place.replaceChildren();
  else if (!isShown) place.append(document.getElementById("pain-stop").content.cloneNode(true));
}

/** Left out means no set; a ticked set means that it is done after all. */
function settle(line, changed) {
  const boxes = boxesOf(line);
  const skips = [...line.querySelectorAll("input[name^=skipped_]")];
  if (changed.name.startsWith("skipped_") && changed.value) for (const box of boxes) box.checked = false;
  if (changed.name.startsWith("sets_") && changed.checked) for (const skip of skips) skip.checked = skip.value === "";
  const isLeftOut = skips.some((skip) => skip.checked && skip.value);
  line.classList.toggle("is-done", isLeftOut || boxes.every((box) => box.checked));
}

/** Taps on the form settle its lines and show what pain means. */
export function listen(form) {
  const limit = Number(form.dataset.painLimit);
  for (const line of form.querySelectorAll("[data-line]")) settle(line, { name: "" });
  for (const scale of form.querySelectorAll("[data-pain]")) showPainStop(scale, limit);
  form.addEventListener("change", ({ target }) => {
    const line = target.closest("[data-line]");
    if (line) settle(line, target);
    const scale = target.closest("[data-pain]");
    if (scale) showPainStop(scale, limit);
  });
}
