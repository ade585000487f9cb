// Files up and down: Node's fetch with a stream as its body (chunked), axios with a form, and a call in between.
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const { Readable } = require('stream');
const axios = require('axios');

const base = process.env.BASE_URL, headers = { apikey: process.env.API_KEY };
const file = crypto.randomBytes(5 * 1024 * 1024 + 1);
const digest = crypto.createHash('sha256').update(file).digest('hex');

function* pieces() {
  for (let at = 0; at < file.length; at += 70_000) yield file.subarray(at, at + 70_000);
}

(async () => {
  const streamed = await fetch(`${base}/send/media`, {
    method: 'POST', headers: { ...headers, 'Content-Type': 'application/octet-stream' },
    body: Readable.toWeb(Readable.from(pieces())), duplex: 'half',
  });
  assert.strictEqual(streamed.status, 200);
  const { bytes, sha256 } = await streamed.json();
  assert.deepStrictEqual([bytes, sha256], [file.length, digest]);

  const piped = await axios.post(`${base}/send/media`, Readable.from(pieces()), {
    headers: { ...headers, 'Content-Type': 'audio/ogg' }, maxBodyLength: Infinity, maxRedirects: 0,
  });
  assert.deepStrictEqual([piped.data.sha256, piped.data.type], [digest, 'audio/ogg']);

  const called = await axios.post(`${base}/call/start`, { number: '5511988887777' }, { headers });
  assert.strictEqual(called.status, 201);

  const form = new FormData();
  form.append('number', '5511988887777');
  form.append('file', new Blob([file]), 'ola.ogg');
  const formed = await axios.post(`${base}/send/media`, form, { headers, maxBodyLength: Infinity });
  assert.ok(formed.data.type.startsWith('multipart/form-data; boundary='), formed.data.type);
  assert.ok(formed.data.bytes > file.length);

  const back = await fetch(`${base}/user/avatar?bytes=7000000`, { headers });
  assert.strictEqual(back.headers.get('content-type'), 'image/png');
  assert.strictEqual((await back.arrayBuffer()).byteLength, 7_000_000);
  const some = await axios.get(`${base}/user/avatar?bytes=100`, { headers, responseType: 'arraybuffer' });
  assert.strictEqual(some.data.length, 100);
})();
