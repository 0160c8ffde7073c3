// The one self-test that lies on this device until its person brings it in, deletes it, or a month is over.
// See also KEPT_DAYS in assessments/home_test.py.
const PLACE = "self-test";
const DAYS = 30;

export function kept() {
  try {
    const test = JSON.parse(localStorage.getItem(PLACE));
    if (test && Date.now() - Date.parse(test.on) < DAYS * 86_400_000) return test;
  } catch {
    // A browser that keeps nothing has nothing.
    return null;
  }
  forget();
  return null;
}

/** Whether it lies on the device now. */
export function keep(sides) {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  try {
    localStorage.setItem(PLACE, JSON.stringify({ version: 1, key: newKey(), on: day.join("-"), ...sides }));
    return true;
  } catch {
    return false;
  }
}

export function forget() {
  try {
    localStorage.removeItem(PLACE);
  } catch {
    // A browser that keeps nothing has forgotten it already.
  }
}

// crypto.randomUUID wants a secure page, and a studio's own network may not have one.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
