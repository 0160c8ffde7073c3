// Sound, vibration, and a screen that stays awake. Each is left out where the device has none or forbids it.
let audio = null;
let planned = [];
let lock = null;
let wantsLight = false;

/** Called from a tap, because only then may a page make a sound. */
export function wakeSound() {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  audio ??= new Context();
  audio.resume().catch(() => {});
}

/** A tone in so many seconds, by the sound's own clock: on time even when the page is busy. */
export function tone(afterSeconds, { pitch = 660, length = 0.12 } = {}) {
  if (audio?.state !== "running" && audio?.state !== "suspended") return;
  const start = audio.currentTime + Math.max(0, afterSeconds);
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.4, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
  source.connect(volume).connect(audio.destination);
  source.start(start);
  source.stop(start + length + 0.02);
  planned.push(source);
  source.onended = () => { planned = planned.filter((each) => each !== source); };
}

export function endTone(afterSeconds) {
  for (const step of [0, 0.22, 0.44]) tone(afterSeconds + step, { pitch: 988, length: 0.18 });
}

/** Silence what was planned and has not sounded yet. */
export function hush() {
  for (const source of planned) source.stop();
  planned = [];
}

export function buzz(...pattern) {
  navigator.vibrate?.(pattern);
}

export async function keepLight(wanted) {
  wantsLight = wanted;
  if (!wanted) {
    await lock?.release().catch(() => {});
    lock = null;
  } else if (navigator.wakeLock && document.visibilityState === "visible") {
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    // Stopped while it was being asked for.
    if (!wantsLight) keepLight(false);
  }
}

// A page that was out of sight has lost it.
document.addEventListener("visibilitychange", () => {
  if (wantsLight && document.visibilityState === "visible") keepLight(true);
});
