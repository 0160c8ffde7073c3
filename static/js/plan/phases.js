// PURE: what a timer goes through for one set, as [{ what, seconds, side, number, all }]; and where it is in that.
const READY = 5;
const SWITCH = 5;
const LET_GO = 3;

/** `reps` or `hold` is 0 where the dose has none; a side is 0 or 1, or null where both work at once. */
export function phasesOf({ reps, hold, isPerSide }) {
  const sides = isPerSide ? [0, 1] : [null];
  const all = reps || 1;
  const phases = [{ what: "ready", seconds: READY, side: sides[0] }];
  for (const side of sides) {
    if (side === 1) phases.push({ what: "switch", seconds: SWITCH, side });
    for (let number = 1; number <= all; number += 1) {
      if (number > 1) phases.push({ what: "letGo", seconds: LET_GO, side });
      phases.push({ what: "hold", seconds: hold, side, number, all });
    }
  }
  return phases;
}

export const lengthOf = (phases) => phases.reduce((sum, phase) => sum + phase.seconds, 0);

/** { index, left, begins } at so many seconds from the start; null when all is over. */
export function placeAt(phases, seconds) {
  let begins = 0;
  for (const [index, phase] of phases.entries()) {
    if (seconds < begins + phase.seconds) return { index, begins, left: begins + phase.seconds - seconds };
    begins += phase.seconds;
  }
  return null;
}

/** What the weakest side has reached when it stops there: whole repetitions, or whole seconds; null before any. */
export function reachedAt(phases, seconds) {
  const place = placeAt(phases, seconds);
  if (!place) return phases.at(-1).all > 1 ? phases.at(-1).all : phases.at(-1).seconds;
  const phase = phases[place.index];
  const before = phases.slice(0, place.index).filter((each) => each.what === "hold" && each.side === phase.side);
  const isCounted = phases.at(-1).all > 1;
  if (isCounted) return before.length || (phase.side === 1 ? 0 : null);
  if (phase.what === "hold") return Math.floor(seconds - place.begins) || null;
  return phase.side === 1 ? 0 : null;
}
