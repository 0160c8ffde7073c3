// PURE: a hold is the difference of two readings of the monotonic clock, so that neither a clock that is set back
// nor a busy or hidden page changes it.

/** When it happened, on the monotonic clock: the tap itself, not the moment a busy page got round to it. */
export function momentOf(event) {
  const now = performance.now();
  const at = event.timeStamp;
  return at > now - 2_000 && at <= now ? at : now;
}

/** Seconds, never more than the cap. */
export const secondsBetween = (start, end, cap) => Math.min(cap, Math.max(0, (end - start) / 1000));

export const toTenth = (seconds) => Math.round(seconds * 10) / 10;
