// The credential test of n8n-nodes-evolution-api, as n8n runs it: the request that the node's own file describes.
'use strict';
const assert = require('assert');
const path = require('path');

const file = 'n8n-nodes-evolution-api/dist/credentials/EvolutionApi.credentials.js';
const { EvolutionApi } = require(path.join(process.env.NODE_PATH, file));

// n8n's expressions: ={{ JavaScript }}.
const value = (text, $credentials) =>
  text.startsWith('=') ? text.slice(1).replace(/\{\{(.*?)\}\}/g, (_, code) =>
    new Function('$credentials', `return ${code}`)($credentials)) : text;

async function ask(apikey) {
  const node = new EvolutionApi();
  const credentials = { 'server-url': process.env.BASE_URL, apikey };
  const { baseURL, url, method, headers } = node.test.request;
  const named = { ...node.authenticate.properties.headers, ...headers };
  for (const name of Object.keys(named)) named[name] = value(named[name], credentials);
  return fetch(value(baseURL, credentials) + value(url, credentials), { method, headers: named });
}

(async () => {
  const good = await ask(process.env.API_KEY);
  assert.strictEqual(good.status, 200);
  const [instance, ...others] = await good.json();
  assert.strictEqual(instance.connectionStatus, 'open');
  assert.strictEqual(others.length, 0);
  assert.strictEqual((await ask('nobody-knows-this-key')).status, 401);
})();
