// Shows follow-up questions when they are asked, and urgent advice at the tap. The page works without this too.
const form = document.getElementById("intake");
const saved = JSON.parse(document.getElementById("saved-answers").textContent);

function showFollowUps() {
  for (const group of form.querySelectorAll("[data-follows]")) {
    const chosen = form.querySelector(`[name="${group.dataset.follows}"]:checked`);
    group.hidden = !chosen || !JSON.parse(group.dataset.values).includes(chosen.value);
  }
}

function answersNow() {
  const answers = { ...saved };
  for (const input of form.elements) delete answers[input.name];
  for (const input of form.querySelectorAll("input:checked")) {
    if (!input.closest("[hidden]")) answers[input.name] = input.value;
  }
  return answers;
}

function showAdvice(question) {
  const answers = answersNow();
  const holds = ([key, values]) => values.includes(answers[key]);
  for (const banner of form.querySelectorAll("[data-clauses]")) {
    const calls = JSON.parse(banner.dataset.clauses).some(
      (clause) => clause.when.every(holds) && !clause.unless.some(holds),
    );
    // Beside the answer that called for it, because the top of the page may be far away.
    if (calls && banner.hidden) question.after(banner);
    banner.hidden = !calls;
  }
}

for (const hint of form.querySelectorAll(".follow-up-hint")) hint.hidden = true;
showFollowUps();
form.addEventListener("change", (event) => {
  showFollowUps();
  const question = event.target.closest("fieldset");
  if (question) showAdvice(question);
});
