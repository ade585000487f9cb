// A bot that waits for the event `call` of Evolution API v2.
"use strict";
const assert = require("node:assert/strict");
const seeThreeCalls = require("./bot_story.cjs");

const ends = { terminate: "", reject: "reject", timeout: "timeout" };

seeThreeCalls(({ event, instance, data, sender }) => {
  assert.equal(event, "call");
  assert.equal(typeof instance, "string");
  assert.match(sender, /^\d+@s\.whatsapp\.net$/);
  assert.equal(data.chatId, data.from);
  assert.deepEqual([data.offline, data.isVideo, data.isGroup], [false, false, false]);
  assert.ok(!Number.isNaN(Date.parse(data.date)));
  if (data.status === "ringing") return undefined; // the second event of an offer
  const what = data.status in ends ? "end" : data.status;
  return { what, id: data.id, from: data.from, reason: ends[data.status] };
});
