// A bot that waits for the events of Evolution GO, as its documents and sources have them.
"use strict";
const assert = require("node:assert/strict");
const seeThreeCalls = require("./bot_story.cjs");

const common = ["From", "Timestamp", "CallCreator", "CallCreatorAlt", "CallID", "GroupJID"];
const remote = ["RemotePlatform", "RemoteVersion"];
const kinds = {
  CallOffer: { what: "offer", keys: [...common, ...remote, "Data"] },
  CallAccept: { what: "accept", keys: [...common, ...remote, "Data"] },
  CallTerminate: { what: "end", keys: [...common, "Reason", "Data"] },
};

seeThreeCalls(({ data, event, ...envelope }) => {
  const kind = kinds[event];
  assert.ok(kind, `an event that no server of Evolution GO sends: ${event}`);
  assert.deepEqual(Object.keys(data), kind.keys);
  assert.deepEqual(Object.keys(envelope).filter((key) => key !== "instanceToken"), ["instanceId", "instanceName"]);
  assert.match(data.Timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  return { what: kind.what, id: data.CallID, from: data.From, reason: data.Reason };
});
