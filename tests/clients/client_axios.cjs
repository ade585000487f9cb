// axios: start, get until connected, list, hang up; and what it makes of an error.
"use strict";
const assert = require("node:assert/strict");
const axios = require("axios");
const { wholeCall } = require("./client_story.cjs");

const client = axios.create({
  baseURL: process.env.BASE_URL,
  headers: { apikey: process.env.API_KEY },
  timeout: 10_000,
});

async function send(method, url, data) {
  try {
    const answer = await client.request({ method, url, data });
    return { status: answer.status, body: answer.data };
  } catch (error) {
    if (!error.response) throw error;
    return { status: error.response.status, body: error.response.data };
  }
}

async function main() {
  await wholeCall(send, "5511988880003");
  const refused = await client.get("/call/list", { headers: { apikey: "wrong" } }).catch((error) => error.response);
  assert.equal(refused.status, 401);
  assert.deepEqual(refused.data, { error: "not authorized" });
}
main();
