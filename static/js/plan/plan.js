// The plan's page: sends what waits, keeps what the device needs without a network, and says what was just saved.
import { renewPage } from "../live/device.js";
import { fill } from "../live/parts.js";
import { canKeep, configOf, fresh, keepPages, keptAt, momentInWords } from "./kept.js";
import { openQueue } from "./queue.js";

const SAID = "plan:said";
const config = configOf(document);

function tell(text) {
  const note = document.getElementById("kept-note");
  note.querySelector("[data-kept-words]").textContent = text;
  note.hidden = false;
}

/** From the kept page to the real one, as soon as it can be had. */
async function comeBack() {
  if (keptAt() && (await fresh(config))) renewPage();
}

if (canKeep()) {
  const said = sessionStorage.getItem(SAID);
  sessionStorage.removeItem(SAID);
  const { outbox } = await openQueue(config);
  const when = keptAt() && momentInWords(keptAt(), config.zone);
  const texts = [said ? config.words[said] : "", when ? fill(config.words.offline, { when }) : ""].filter(Boolean);
  if (texts.length) tell(texts.join(" "));
  outbox.addEventListener("sent", () => (keptAt() ? comeBack() : renewPage()));
  addEventListener("online", comeBack);
  await outbox.flush();
  if (!keptAt()) keepPages(config, { isUrgent: Boolean(said) }).catch(() => {});
}
