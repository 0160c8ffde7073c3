// What waits on the device for a connection belongs to one client: everybody else's page forgets it, and so
// does signing out. See intake.js, which keeps it; and live/offline.js, which only a live screen needs to remember.
const person = document.querySelector("main").dataset.person;

function forget(except) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("live:") && !document.getElementById("live")) sessionStorage.removeItem(key);
    if (key.startsWith("intake:") && !(except && key.startsWith(`intake:${except}:`))) sessionStorage.removeItem(key);
  }
}

forget(person);
for (const form of document.querySelectorAll("form[action$='/accounts/logout/']")) {
  form.addEventListener("submit", () => forget());
}
