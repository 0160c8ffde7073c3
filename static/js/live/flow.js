// PURE: what comes next, from the trials of every device and those that still wait here.
export const countOf = (trials, side, kind) =>
  trials.filter((trial) => trial.side === side && trial.kind === kind).length;

/** One practice, then up to `most` counted trials; "" when the side has them all. */
export function nextKind(trials, side, most) {
  if (!countOf(trials, side, "practice") && !countOf(trials, side, "counted")) return "practice";
  return countOf(trials, side, "counted") < most ? "counted" : "";
}

/** { side, kind }: this side as long as it has something to come, then the other; null when both are done. */
export function propose({ trials, order, stopped, most, side }) {
  const found = [side, ...order].find((each) => !stopped.includes(each) && nextKind(trials, each, most));
  return found ? { side: found, kind: nextKind(trials, found, most) } : null;
}

/** Whether what was recorded ends testing on its side (DOMAIN, "Findings", Side rule 1). */
export const stopsSide = ({ pain, radiating }, limit) => Number(pain) >= limit || Boolean(radiating);

/** Level with the hip there is no distance from it. */
export const hasHeight = ({ cleared, knee }) => cleared && ["below", "above"].includes(knee);

/** What such a stop is for, before it is saved; "" without one. */
export function stopWords(recorded, { words, painLimit }) {
  if (recorded.radiating) return words.endsAll;
  return stopsSide(recorded, painLimit) ? words.stops.replace("%(pain)s", painLimit) : "";
}

/** What still has to be asked before a trial can be sent: the name of a question, or "". */
export function missingOf(trial, { cap, highestKnee }) {
  if (!trial.ended) return "askEnd";
  if (trial.cleared && !(trial.hold >= 0 && trial.hold <= cap)) return "askHold";
  if (trial.cleared && !trial.knee) return "askKnee";
  if (hasHeight(trial) && !((trial.height ?? 0) >= 0 && (trial.height ?? 0) <= highestKnee)) return "askHeight";
  if (trial.ended === "compensation" && !Object.keys(trial.postures).length) return "askPosture";
  if (trial.ended === "pain" && !trial.pain) return "askPain";
  return "";
}

/** The fields of the plain form. */
export function fieldsOf(trial) {
  const fields = {
    key: trial.key,
    side: trial.side,
    kind: trial.kind,
    cleared: trial.cleared ? "yes" : "no",
    hold: trial.cleared ? trial.hold.toFixed(1) : "",
    knee: trial.cleared ? trial.knee : "",
    knee_height_cm: hasHeight(trial) && trial.height ? trial.height.toFixed(1) : "",
    ended_by: trial.cleared ? trial.ended : "drop",
    compensations: Object.keys(trial.postures),
    pain: String(trial.pain ?? 0),
    pain_place: trial.pain ? trial.painPlace : "",
    cramp_place: trial.ended === "cramp" ? trial.crampPlace : "",
  };
  for (const [kind, at] of Object.entries(trial.postures)) {
    if (at !== null && at <= trial.hold) fields[`at_${kind}`] = at.toFixed(1);
  }
  if (trial.radiating) fields.radiating = "on";
  if (trial.hands) fields.hands_lifted = "on";
  return fields;
}
