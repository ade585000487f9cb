// A receiver with Express and the published library of Standard Webhooks: says each event that it could verify.
"use strict";
const express = require("express");
const { Webhook } = require("standardwebhooks");

const webhook = new Webhook(process.env.SECRET);
const app = express();
app.post("/webhook", express.raw({ type: "*/*" }), (request, response) => {
  try {
    const { event, data } = webhook.verify(request.body, request.headers);
    response.sendStatus(204);
    console.log(event, data.CallID);
  } catch (problem) {
    response.sendStatus(401);
    console.log("refused:", problem.message);
  }
});
const server = app.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
