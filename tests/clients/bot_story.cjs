// A bot that waits for events: it knows its own URL, the base URL and a key, and nothing else. It says `listening PORT`,
// reads the base URL from its first line of input, and ends with 0 once it has seen three calls as it should: one that
// it answers, one that it does not, and one that it places.
"use strict";
const assert = require("node:assert/strict");
const http = require("node:http");
const readline = require("node:readline");
const WebSocket = require("ws");

const patience = 20_000;

function within(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${patience} ms`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Events in the order in which they come; the answer is what a bot of Evolution GO says: 200.
function listen(read) {
  const events = [];
  const waiting = [];
  const server = http.createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => {
      response.end("ok");
      assert.equal(request.method, "POST");
      assert.equal(request.headers["content-type"], "application/json");
      const event = read(JSON.parse(text));
      if (event === undefined) return;
      if (waiting.length > 0) waiting.shift()(event);
      else events.push(event);
    });
  });
  const next = () => within("an event", events.length > 0 ? Promise.resolve(events.shift())
                                                          : new Promise((resolve) => waiting.push(resolve)));
  server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
  return { next, close: () => server.close() };
}

async function send(base, method, path, body) {
  const answer = await fetch(base + path, {
    method,
    headers: { apikey: process.env.API_KEY, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

// `read(body)`: what an event of the dialect means, as {what: "offer" | "accept" | "end", id, from, reason}; undefined
// for one that the bot does not care about.
module.exports = async function seeThreeCalls(read) {
  const hook = listen(read);
  const input = readline.createInterface({ input: process.stdin });
  const base = await within("the base URL", new Promise((resolve) => input.once("line", resolve)));
  const expect = async (what, id) => {
    const event = await hook.next();
    assert.equal(event.what, what);
    assert.equal(event.id, id ?? event.id);
    return event;
  };

  const offer = await expect("offer");
  assert.equal(offer.from, "5521977776666@s.whatsapp.net");
  await send(base, "POST", "/call/answer", { callId: offer.id });
  await expect("accept", offer.id);
  const session = await send(base, "POST", "/call/media/realtime/session", { callId: offer.id, mode: "talk" });
  const socket = new WebSocket(session.wsUrl);
  await within("sound", new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject)));
  await send(base, "POST", "/call/media/play", { callId: offer.id, mediaUrl: "https://example.com/ola.mp3" });
  const closed = within("the end of the sound", new Promise((resolve) => socket.once("close", resolve)));
  await send(base, "POST", "/call/hangup", { callId: offer.id });
  await expect("end", offer.id);
  await closed;
  console.log("answered");

  const missed = await expect("offer");
  assert.equal((await expect("end", missed.id)).reason, "timeout");

  const { callId } = await send(base, "POST", "/call/start", { number: "5521988887777" });
  const accepted = await expect("accept", callId);
  assert.equal(accepted.from, "5521988887777@s.whatsapp.net");
  await send(base, "POST", "/call/hangup", { callId });
  await expect("end", callId);
  hook.close();
  input.close();
};
