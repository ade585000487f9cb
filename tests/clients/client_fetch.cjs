// Node's fetch: start, get until connected, list, hang up.
"use strict";
require("./client_story.cjs").wholeCall(require("./send_fetch.cjs"), "5511988880002");
