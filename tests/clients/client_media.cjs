// Opens the media WebSocket of a session, as `ws` does it: hears a tone, talks, hears itself; a token opens one
// connection; the end of the call closes it with 1000.
"use strict";
const assert = require("node:assert/strict");
const WebSocket = require("ws");
const send = require("./send_fetch.cjs");
const { startCall, connected, hangUp, until } = require("./client_story.cjs");

const frameBytes = 640; // 20 ms of 16 kHz PCM16

function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function event(socket, name) {
  return new Promise((resolve, reject) => {
    socket.once(name, (...values) => resolve(values));
    if (name !== "error") socket.once("error", reject);
  });
}

// A frame that no tone is: its number in every sample.
function frame(number) {
  const samples = Buffer.alloc(frameBytes);
  for (let at = 0; at < frameBytes; at += 2) samples.writeInt16LE(number, at);
  return samples;
}

async function main() {
  const id = await startCall(send, "5511988880004");
  await connected(send, id);
  const session = await send("POST", "/call/media/realtime/session", { callId: id, mode: "talk" });
  assert.equal(session.status, 200);
  assert.equal(session.body.expiresInSeconds, 120);
  assert.equal(session.body.data.wsUrl, session.body.wsUrl);
  assert.ok(session.body.wsUrl.includes(`token=${session.body.token}`));

  const socket = new WebSocket(session.body.wsUrl);
  const heard = [];
  socket.on("message", (bytes, binary) => {
    assert.ok(binary, "a text message");
    assert.equal(bytes.length, frameBytes);
    heard.push(bytes);
  });
  await within(10, "open", event(socket, "open"));
  await until("a tone", 10, () => heard.length >= 3 && heard.some((one) => one.some((byte) => byte !== 0)));

  // on a busy machine the engine may fill a gap between two of them
  const mine = Array.from({ length: 10 }, (_, number) => frame(12_000 + number));
  for (const one of mine) socket.send(one);
  const places = () => mine.map((one) => heard.findIndex((other) => other.equals(one)));
  await until("the echo", 10, () => places().every((place, i, all) => place > (i === 0 ? -1 : all[i - 1])));

  const again = new WebSocket(session.body.wsUrl);
  const [refusal] = await within(10, "refusal", event(again, "error"));
  assert.match(String(refusal), /40[13]/);

  const closed = event(socket, "close");
  await hangUp(send, id);
  const [code] = await within(10, "close", closed);
  assert.equal(code, 1000);
}
main();
