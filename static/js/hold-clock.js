// A stop-watch for one hold: it fills in the seconds, and at the cap also why it ended.
// Without this script the seconds are typed.
const clock = document.getElementById("clock");
const hold = document.getElementById("id_hold");
const button = clock.querySelector("button");
const digits = clock.querySelector(".clock-value");
const cap = Number(clock.dataset.cap);
let startedAt = null;

const seconds = () => Math.min(cap, (performance.now() - startedAt) / 1000);

function tick() {
  if (startedAt === null) return;
  digits.textContent = seconds().toFixed(1);
  if (seconds() >= cap) {
    document.querySelector('input[name="ended_by"][value="cap"]').checked = true;
    stop();
  } else {
    requestAnimationFrame(tick);
  }
}

function start() {
  startedAt = performance.now();
  button.textContent = clock.dataset.stop;
  document.querySelector('input[name="cleared"][value="yes"]').checked = true;
  tick();
}

function stop() {
  hold.value = seconds().toFixed(1);
  digits.textContent = hold.value;
  startedAt = null;
  button.textContent = clock.dataset.start;
}

button.addEventListener("click", () => (startedAt === null ? start() : stop()));
clock.hidden = false;
