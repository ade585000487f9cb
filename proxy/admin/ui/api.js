// The admin interface: the token lives in this tab alone, every request has a deadline.
import { refusal } from './i18n.js';

const KEPT = 'ramal.token';
const DEADLINE = 100_000;

/** Takes the token out of the address, where the program has printed it, before anything else sees it. */
export function takeToken() {
  const found = /^#t=([^&]+)/.exec(location.hash);
  if (!found) return false;
  sessionStorage.setItem(KEPT, decodeURIComponent(found[1]));
  history.replaceState(null, '', location.pathname);
  return true;
}
export const hasToken = () => Boolean(sessionStorage.getItem(KEPT));
export const keepToken = (token) => sessionStorage.setItem(KEPT, token);
export const forgetToken = () => sessionStorage.removeItem(KEPT);

export class Refused extends Error {
  /** @param {number} status @param {string} code @param {string} text */
  constructor(status, code, text) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

function headers(more = {}) {
  return { Authorization: `Bearer ${sessionStorage.getItem(KEPT) ?? ''}`, ...more };
}

async function answerOf(response) {
  if (response.ok) return response;
  let said = {};
  try {
    said = await response.json();
  } catch {
    // no JSON: the status says it
  }
  if (response.status === 401) dispatchEvent(new CustomEvent('ramal-token'));
  const text = said.error ?? `HTTP ${response.status}`;
  throw new Refused(response.status, said.code ?? '', refusal(said.code, text));
}

async function ask(path, options) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(DEADLINE), ...options });
  return answerOf(response);
}

export const read = async (path) => (await ask(path, { headers: headers() })).json();
export const readText = async (path) => (await ask(path, { headers: headers() })).text();

/** A change: JSON, with what no page of a stranger can send. */
export async function change(path, body) {
  const more = { 'Content-Type': 'application/json', 'X-Ramal-Admin': '1' };
  return (await ask(path, { method: 'POST', headers: headers(more), body: JSON.stringify(body) })).json();
}

/**
 * Live events, until `signal` ends them: EventSource can send no header, and seven tabs of it block a browser.
 * @param {number} since @param {(name: string, data: any) => void} take @param {AbortSignal} signal
 */
export async function stream(since, take, signal) {
  const response = await answerOf(await fetch(`/api/events?since=${since}`, { headers: headers(), signal }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const name = /^event: ?(.*)$/m.exec(block)?.[1] ?? 'message';
      const data = [...block.matchAll(/^data: ?(.*)$/gm)].map((one) => one[1]).join('\n');
      if (data) take(name, JSON.parse(data));
    }
  }
}
