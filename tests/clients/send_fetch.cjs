// Node's own fetch as `send` of client_story.cjs.
"use strict";

module.exports = async function send(method, path, body) {
  const answer = await fetch(process.env.BASE_URL + path, {
    method,
    headers: { apikey: process.env.API_KEY, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, body: await answer.json() };
};
