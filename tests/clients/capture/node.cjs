// fetch, undici or axios, as the first argument says; modules are found by NODE_PATH.
const { BASE_URL, API_KEY } = process.env;
const apikey = { apikey: API_KEY };
const json = { ...apikey, 'Content-Type': 'application/json' };

const makers = {
  fetch: () => async (method, path, body) =>
    (await fetch(BASE_URL + path, { method, headers: body ? json : apikey, body: body && JSON.stringify(body) })).text(),
  undici: () => {
    const { request } = require('undici');
    return async (method, path, body) =>
      (await request(BASE_URL + path, { method, headers: body ? json : apikey, body: body && JSON.stringify(body) }))
        .body.text();
  },
  axios: () => {
    const client = require('axios').create({ baseURL: BASE_URL, headers: apikey });
    return (method, path, data) => client.request({ method, url: path, data });
  },
};

(async () => {
  const call = makers[process.argv[2]]();
  await call('POST', '/call/start', { number: '5511987654321' });
  await call('GET', '/call/list?limit=10');
  await call('GET', '/call/get?callId=call_1');
  await call('POST', '/call/hangup', { callId: 'call_1' });
})();
