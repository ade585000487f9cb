// n8n's own Webhook node behind a server of ours, and the published library of Standard Webhooks where a Code node would
// stand: says each event that it could verify. n8n as a whole is more than 1 GiB, so what is n8n's here is the node; ours
// is what stands around it and does what n8n does there:
//   the body is read whole, up to 16 MiB, and parsed as application/json; its bytes stay as they came (req.rawBody)
//   names of headers are in lower case; query and params of the path are objects
//   the answer of "respond immediately" is 200 {"message":"Workflow was started"}, before the workflow runs
//   a path that no workflow listens at is 404; n8n listens again a moment after its start
'use strict';
const assert = require('assert');
const http = require('http');
const Module = require('module');
const path = require('path');
const { Webhook: Verifier } = require('standardwebhooks');

// What the node's files name and our way through them does not run.
const standIns = {
  'n8n-workflow': {
    Node: class {}, UserError: class extends Error {}, BINARY_ENCODING: 'base64',
    recordConsumedAuth() {}, fromParameter() {}, fromFunction() {}, webhookDescriptionFields: () => ({}),
  },
  '@n8n/utils/format-pem-block': {}, 'basic-auth': {}, 'isbot': {}, 'jsonwebtoken': {}, 'tmp-promise': {}, 'uuid': {},
};
const load = Module._load;
Module._load = function (name, parent, ...more) {
  const ofNode = parent && parent.filename.includes(`${path.sep}n8n-nodes-base${path.sep}`);
  return ofNode && name in standIns ? standIns[name] : load.call(this, name, parent, ...more);
};
const { Webhook } = require(path.join(process.env.NODE_PATH, 'n8n-nodes-base/dist/nodes/Webhook/Webhook.node.js'));

const mostBytes = 16 * 1024 * 1024;
const node = new Webhook();
const parameters = {
  httpMethod: 'POST', path: 'webhook', authentication: 'headerAuth', responseMode: 'onReceived',
  options: { rawBody: true, ignoreBots: false },
};

function contextOf(request, response) {
  return {
    getNode: () => ({ name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2.1, parameters }),
    getNodeParameter: (name, otherwise) => (name in parameters ? parameters[name] : otherwise),
    getRequestObject: () => request,
    getResponseObject: () => response,
    getHeaderData: () => request.headers,
    getCredentials: async () => ({ name: 'Authorization', value: process.env.AUTHORIZATION }),
    getNodeWebhookUrl: () => 'http://n8n.example/webhook/webhook',
    getChildNodes: () => [],
    getMode: () => 'webhook',
  };
}

async function rawBodyOf(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > mostBytes) throw new Error('the body is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

// What the workflow behind the node does with the item.
function workflow({ json, binary }) {
  const raw = Buffer.from(binary.data.data, 'base64');
  const { event, data } = new Verifier(process.env.SECRET).verify(raw, json.headers);
  assert.deepStrictEqual(json.body, JSON.parse(raw));
  assert.deepStrictEqual([json.query, json.params, json.executionMode], [{}, {}, 'production']);
  assert.strictEqual(json.headers['content-type'], 'application/json');
  return `${event} ${data.CallID}`;
}

let listens = false;  // the workflow is being activated
async function serve(request, response) {
  const json = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  const raw = await rawBodyOf(request);
  if (request.method !== 'POST' || request.url !== '/webhook' || !listens) {
    listens = true;
    return json(404, { code: 404, message: 'The requested webhook "POST webhook" is not registered.' });
  }
  const contentType = (request.headers['content-type'] || '').split(';')[0].trim().toLowerCase();
  const body = contentType === 'application/json' ? JSON.parse(raw) : undefined;
  Object.assign(request, { rawBody: raw, body, contentType, params: {}, query: {}, ips: [], ip: '127.0.0.1' });
  const made = await node.webhook(contextOf(request, response));
  if (made.noWebhookResponse) return console.log('refused:', response.statusCode);
  json(200, { message: 'Workflow was started' });
  console.log(workflow(made.workflowData[0][0]));
}

const server = http.createServer((request, response) => serve(request, response).catch((problem) => {
  if (!response.headersSent) response.writeHead(500).end();
  console.log('refused:', problem.message);
}));
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
