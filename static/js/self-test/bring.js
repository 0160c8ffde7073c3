// Where a self-test lies on this device: offers to bring it into the intake. Only the client's own press sends it.
import { forget, kept } from "./kept.js";

const panel = document.getElementById("bring");
const test = kept();
const told = panel.querySelector("[role=status]");

function done(text) {
  panel.querySelector("[data-offer]").hidden = true;
  told.textContent = text;
}

if (test) {
  const day = new Date(`${test.on}T12:00`);
  const { lang } = document.documentElement;
  // The site writes days as 30 November.
  panel.querySelector("[data-day]").textContent = day.toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
  panel.hidden = false;
  panel.querySelector("[data-delete]").addEventListener("click", () => {
    forget();
    done(panel.dataset.deleted);
  });
  panel.querySelector("form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(event.target);
    body.set("result", JSON.stringify(test));
    told.textContent = panel.dataset.sending;
    const answer = await fetch(event.target.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    const isOurs = answer?.headers.get("Content-Type")?.startsWith("application/json");
    const text = isOurs ? (await answer.json()).told : panel.dataset.waits;
    if (!isOurs || !answer.ok) return (told.textContent = text);
    forget();
    done(text);
  });
}
