// On every page of whoever is signed in: what waits on this device is pointed at, and signing out empties it.
// Without scripts nothing is ever kept.
import { forgetOthers, handOver, isSealed, leave, unsentOf } from "./live/device.js";

for (const form of document.querySelectorAll("form[data-leaves]")) {
  const { leaves: user, unsent } = form.dataset;
  forgetOthers(user);
  const agrees = () => {
    const count = [...unsentOf(user).values()].reduce((sum, each) => sum + each, 0);
    return !count || confirm(unsent.replace("%(count)s", count));
  };
  // The page goes when the device is empty, not before: the wiping would be cut off. Nor does it go anywhere else:
  // a page that was just being loaded anew would come instead of the sign-out.
  const goes = (wipe, isAgreed) => (event) => {
    event.preventDefault();
    if (!isAgreed()) return;
    stop();
    wipe().finally(() => event.target.submit());
  };
  form.addEventListener("submit", goes(leave, agrees));
  // What waits may stay for the trainer to come back to, but only sealed.
  for (const other of document.querySelectorAll("form[data-hands-over]")) {
    other.addEventListener("submit", isSealed ? goes(handOver, () => true) : goes(leave, agrees));
  }
}

const banner = document.getElementById("kept-trials");
if (banner && !document.getElementById("live")) {
  for (const [visit] of unsentOf(banner.dataset.user)) {
    // A session of the trainer's own plan waits on their own page.
    if (visit.startsWith("plan-")) continue;
    const link = banner.querySelector("a");
    link.href = link.dataset.at.replace("/0/", `/${visit}/`);
    banner.hidden = false;
    break;
  }
}
