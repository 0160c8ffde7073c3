// A button that copies a field's text. Without this script the field can be selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    // Where copying is refused, the text stays marked, to be copied by hand.
    const copied = await navigator.clipboard.writeText(field.value).then(() => true, () => false);
    if (copied) button.textContent = button.dataset.copied;
  });
}
