// n8n-nodes-evolution-api, from npm, as n8n runs it: the node's own files make the requests. n8n as a whole is more than
// 1 GiB; ours is what stands around the node: its parameters, and helpers.request, which n8n does by axios as well.
'use strict';
const assert = require('assert');
const Module = require('module');
const path = require('path');
const axios = require('axios');

class NodeError extends Error {
  constructor(node, problem, more = {}) { super(`${more.description || more.message || problem}`); }
}
const load = Module._load;
Module._load = function (name, ...more) {
  return name === 'n8n-workflow' ? { NodeApiError: NodeError, NodeOperationError: NodeError } : load.call(this, name, ...more);
};
const { EvolutionApi } = require(path.join(process.env.NODE_PATH,
  'n8n-nodes-evolution-api/dist/nodes/EvolutionApi/EvolutionApi.node.js'));

// The options of n8n's helpers.request that this node uses.
async function request({ method, uri, headers, body, json }) {
  assert.strictEqual(json, true);
  const { data } = await axios({ method, url: uri, headers: { accept: 'application/json', ...headers }, data: body });
  return data;
}

async function run(resource, operation, parameters, apikey = process.env.API_KEY) {
  const given = { resource, operation, instanceName: 'shop', ...parameters };
  const [items] = await new EvolutionApi().execute.call({
    getInputData: () => [{ json: {} }],
    getNode: () => ({ name: 'Evolution API', type: 'evolutionApi' }),
    getNodeParameter: (name, item, otherwise) => (name in given ? given[name] : otherwise),
    getCredentials: async () => ({ 'server-url': process.env.BASE_URL, apikey }),
    continueOnFail: () => false,
    helpers: { request, returnJsonArray: (made) => (Array.isArray(made) ? made : [made]) },
  });
  return items[0].json.data;
}

(async () => {
  const to = { remoteJid: '5511988887777' };
  const sent = await run('messages-api', 'send-text', { ...to, messageText: 'Olá, tudo bem? ✅' });
  assert.deepStrictEqual([sent.path, sent.message], ['/message/sendText/shop', 'success']);
  const picture = Buffer.alloc(3 * 1024 * 1024, 'p').toString('base64');
  const image = await run('messages-api', 'send-image', { ...to, media: picture, caption: 'foto' });
  assert.ok(image.path === '/message/sendMedia/shop' && image.bytes > 4 * 1024 * 1024, JSON.stringify(image));
  const found = await run('chat-api', 'check-number', { numbers: '5511988887777, 5511977776666' });
  assert.strictEqual(found.path, '/chat/whatsappNumbers/shop');
  const groups = await run('groups-api', 'fetch-groups', { searchMethod: 'fetchAll', getParticipants: false });
  assert.strictEqual(groups.path, '/group/fetchAllGroups/shop?getParticipants=false');
  await assert.rejects(run('messages-api', 'send-text', { ...to, messageText: 'x' }, 'nobody-knows-this-key'), /401/);
})();
