// What every form made of our questions does: follow-ups when they are asked, and the clauses that advice hangs on.

export function showFollowUps(form) {
  for (const group of form.querySelectorAll("[data-follows]")) {
    const chosen = form.querySelector(`[name="${group.dataset.follows}"]:checked`);
    group.hidden = !chosen || !JSON.parse(group.dataset.values).includes(chosen.value);
  }
}

/** What is chosen on the form, over what was known before; what isn't asked is no answer. */
export function answersIn(form, known = {}) {
  const answers = { ...known };
  for (const input of form.elements) delete answers[input.name];
  for (const input of form.querySelectorAll("input:checked")) {
    if (!input.closest("[hidden]")) answers[input.name] = asTyped(input);
  }
  return answers;
}

// Scales are numbers in the rules.
function asTyped(input) {
  return input.closest(".is-scale") ? Number(input.value) : input.value;
}

export function isCalledFor(banner, answers) {
  const holds = ([key, values]) => values.includes(answers[key]);
  return JSON.parse(banner.dataset.clauses).some(
    (clause) => clause.when.every(holds) && !clause.unless.some(holds),
  );
}
