// The live screen begins where there is something to begin from: the page itself, or what its tab remembers of it.
import { recall } from "./offline.js";

if (recall()) import("./screen.js");
else document.getElementById("live-elsewhere").hidden = false;
