// PURE: what a hold at home shows. See also assessments/findings/rules.py; a test holds the two together.
// A side is {passive, hold, tries, knee, pain, radiating}, or null where it was left out; limits come from the page.

/** The side's word: stop, range, none, unable, limited, developing or full. */
export function readSide(side, limits) {
  if (!side) return "none";
  if (side.pain >= limits.pain || side.radiating) return "stop";
  if (side.passive !== "above") return "range";
  if (side.hold === null || !side.knee) return "none";
  if (side.hold < 1) return "unable";
  if (side.knee !== "above" || side.hold < limits.limited) return "limited";
  return side.hold < limits.full ? "developing" : "full";
}

/** The two sides set against each other: none, capped, short, knee, close, or {percent, weaker, atLeast}. */
export function readDifference(left, right, limits) {
  const isGraded = (side) => ["unable", "limited", "developing", "full"].includes(readSide(side, limits));
  if (!isGraded(left) || !isGraded(right)) return "none";
  if (left.knee !== right.knee) return "knee";
  const [weaker, shorter, longer] = left.hold <= right.hold ? ["left", left, right] : ["right", right, left];
  const tenths = (side) => Math.round(side.hold * 10);
  if (shorter.hold >= limits.cap) return "capped";
  if (tenths(longer) < 50) return "short";
  const gap = tenths(longer) - tenths(shorter);
  if (gap < 30 || 100 * gap < 35 * tenths(longer)) return "close";
  return { percent: Math.round((100 * gap) / tenths(longer)), weaker, atLeast: longer.hold >= limits.cap };
}
