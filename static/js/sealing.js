// On the page where one signs in: what is kept of a test or a session stays sealed on the device, and the key to it
// goes, and with it the plan.
import { forgetPlan } from "./plan/forget.js";

for (const name of Object.keys(sessionStorage)) {
  if (name.startsWith("live:")) sessionStorage.removeItem(name);
}
forgetPlan();
