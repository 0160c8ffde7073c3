// Sessions that wait on this device: sealed, shown, and sent in order, each under the key it was given when saved.
import { Keep } from "../live/keep.js";
import { Outbox, STUCK } from "../live/outbox.js";
import { chip, fill } from "../live/parts.js";
import { dayInWords, fresh } from "./kept.js";

const section = document.getElementById("waiting");
const find = (name) => section.querySelector(`[data-${name}]`);
const counted = (forms, count) => (count === 1 ? forms.one : fill(forms.many, { count }));

export async function openQueue(config) {
  const keep = await Keep.open(config);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const outbox = new Outbox({ keep, urls: config.urls, token, words: config.words });
  let isRenewed = false;
  outbox.addEventListener("change", () => {
    draw(outbox, config);
    if (outbox.stuck === STUCK.reload && !isRenewed) {
      isRenewed = true;
      renew(outbox, config);
    }
  });
  await outbox.load();
  addEventListener("online", () => outbox.flush());
  addEventListener("storage", () => outbox.load());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") outbox.flush();
  });
  return { keep, outbox };
}

/** A page that was kept has an old token: the server's page of now has one that counts. */
async function renew(outbox, config) {
  const now = await fresh(config);
  if (!now) return;
  outbox.token = now.token;
  outbox.stuck = "";
  await outbox.flush();
}

function draw(outbox, { words }) {
  const { waiting, refused } = outbox;
  section.hidden = !outbox.entries.length;
  find("count").textContent = [
    waiting.length ? counted(words.waiting, waiting.length) : "",
    refused.length ? counted(words.refused, refused.length) : "",
  ].filter(Boolean).join(" ");
  find("why").textContent = !outbox.isKept ? words.cannotKeep : outbox.stuck ? words[outbox.stuck] : waiting.length ? words.sentSoon : "";
  find("entries").replaceChildren(...outbox.entries.map((entry) => line(outbox, entry, words)));
}

function line(outbox, entry, words) {
  const item = document.createElement("li");
  const text = document.createElement("span");
  text.textContent = entry.fields.day ? fill(words.session, { day: dayInWords(entry.fields.day) }) : "";
  item.append(text);
  if (entry.reason) {
    const reason = document.createElement("p");
    reason.textContent = entry.reason;
    const again = chip(words.tryAgain, () => outbox.again(entry.id));
    const drop = chip(words.drop, () => { if (confirm(words.dropSure)) outbox.drop(entry.id); });
    const buttons = entry.to ? [again, drop] : [drop];
    for (const button of buttons) {
      button.removeAttribute("aria-pressed");
      button.className = "btn btn-secondary";
    }
    item.append(reason, ...buttons);
  }
  return item;
}
