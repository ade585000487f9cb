// What the Node clients do. `send(method, path, body?)` answers {status, body}.
"use strict";
const assert = require("node:assert/strict");

async function until(what, seconds, look) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < deadline, `${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function startCall(send, number) {
  const started = await send("POST", "/call/start", { number });
  assert.equal(started.status, 201);
  assert.equal(started.body.message, "success");
  assert.equal(started.body.number, number);
  assert.equal(started.body.peer, `${number}@s.whatsapp.net`);
  assert.equal(started.body.direction, "outgoing");
  assert.equal(started.body.data.callId, started.body.callId);
  return started.body.callId;
}

function connected(send, id) {
  return until("connected", 20, async () => {
    const { status, body } = await send("GET", `/call/get?callId=${encodeURIComponent(id)}`);
    assert.equal(status, 200);
    assert.equal(body.callId, id);
    return body.state === "active" ? body : undefined;
  });
}

async function hangUp(send, id) {
  const ended = await send("POST", "/call/hangup", { callId: id });
  assert.equal(ended.status, 200);
  assert.equal(ended.body.state, "ended");
}

async function wholeCall(send, number) {
  const id = await startCall(send, number);
  const call = await connected(send, id);
  assert.equal(call.status, "connected");
  assert.ok(call.acceptedAt);

  const list = await send("GET", "/call/list?limit=25");
  assert.equal(list.status, 200);
  assert.ok(list.body.data.some((one) => one.callId === id && one.state === "active"));

  await hangUp(send, id);
  const after = await send("GET", "/call/list?limit=25");
  assert.ok(after.body.data.some((one) => one.callId === id && one.state === "ended"));

  const unknown = await send("POST", "/call/hangup", { callId: "nobody" });
  assert.equal(unknown.status, 404);
  assert.deepEqual(unknown.body, { error: "call not found", code: "CALL_NOT_FOUND" });
}

module.exports = { startCall, connected, hangUp, until, wholeCall };
