import { listen } from "./form.js";

listen(document.getElementById("session"));
