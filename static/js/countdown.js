// Counts down how long an hour is kept: digits for the eyes, and one line said aloud near the end and at it.
// Without this script the page says until when.
const box = document.getElementById("kept");
const digits = box.querySelector("[data-left]");
const news = box.querySelector("[role=status]");
const ends = Date.now() + Number(box.dataset.seconds) * 1000;

function tick() {
  const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
  digits.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left <= 60 && left > 0 && !news.textContent) news.textContent = box.dataset.soon;
  if (left > 0) return;
  clearInterval(clock);
  box.classList.add("is-over");
  news.textContent = box.dataset.over;
}

const clock = setInterval(tick, 1000);
box.querySelector("[data-count]").hidden = false;
tick();
