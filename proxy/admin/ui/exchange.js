// What can be said of an exchange without a page: filters, copies. Pure.

/** "status:>=400 key:shop route:start word" -> whether a row matches all of it. */
export function makeFilter(text) {
  const parts = text.trim().split(/\s+/).filter(Boolean).map(makePart);
  return (row) => parts.every((part) => part(row));
}

function makePart(part) {
  const [, name, value] = /^(\w+):(.+)$/.exec(part) ?? [];
  const has = (where) =>
    String(where ?? '')
      .toLowerCase()
      .includes((value ?? part).toLowerCase());
  switch (name) {
    case 'status':
      return (row) => compare(row.status, value) || compare(row.engine_status, value);
    case 'ms':
      return (row) => compare(row.ms, value);
    case 'key':
      return (row) => has(row.key);
    case 'route':
      return (row) => has(row.route);
    case 'method':
      return (row) => has(row.method);
    case 'path':
      return (row) => has(row.path);
    case 'error':
      return (row) => has(row.error);
    case 'kind':
      return (row) => has(row.kind);
    case 'event':
      return (row) => has(row.event);
    case 'destination':
      return (row) => has(row.destination);
    case 'outcome':
      return (row) => has(row.outcome);
    default:
      return (row) =>
        [
          row.key,
          row.path,
          row.route,
          row.error,
          row.status,
          row.method,
          row.event,
          row.destination,
          row.outcome,
          row.request_id,
        ].some(has);
  }
}

function compare(actual, wanted) {
  const [, sign, text] = /^(>=|<=|>|<|=|!=)?(.*)$/.exec(wanted) ?? [];
  if (actual === null || actual === undefined) return false;
  if (/^\dxx$/.test(text)) return Math.floor(actual / 100) === Number(text[0]);
  const limit = Number(text);
  switch (sign) {
    case '>=':
      return actual >= limit;
    case '<=':
      return actual <= limit;
    case '>':
      return actual > limit;
    case '<':
      return actual < limit;
    case '!=':
      return actual !== limit;
    default:
      return actual === limit;
  }
}

/** Rows that say the same one after the other (a bot that waits for its call) are one, with their number, and that of those
    that were left out before them. */
export function fold(rows) {
  const made = [];
  for (const row of rows) {
    const last = made[made.length - 1];
    const same =
      last &&
      row.method === 'GET' &&
      ['method', 'path', 'key', 'status', 'kind'].every((name) => last.row[name] === row[name]);
    const skipped = row.skipped ?? 0;
    if (same) made[made.length - 1] = { row, count: last.count + 1, skipped: last.skipped + skipped };
    else made.push({ row, count: 1, skipped });
  }
  return made;
}

const KEY_FIELDS = /^(apikey|x-api-key|x-api-key-id|authorization|cookie)$/i;
const OWN_FIELDS = /^(host|content-length|connection|accept-encoding|user-agent|accept)$/i;
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function startOf(message) {
  const [method, target] = message.start_line.split(' ');
  return { method, target };
}

/** A line to paste; the key is $APIKEY, whatever the exchange has. */
export function curlOf(message) {
  const { method, target } = startOf(message);
  const host = message.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '127.0.0.1:8080';
  const parts = ['curl -i', method === 'GET' ? '' : `-X ${method}`];
  let key = 'apikey';
  for (const [name, value] of message.headers) {
    if (KEY_FIELDS.test(name)) key = name.toLowerCase() === 'cookie' ? key : name;
    else if (!OWN_FIELDS.test(name)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  parts.push(/^authorization$/i.test(key) ? '-H "Authorization: Bearer $APIKEY"' : `-H "${key}: $APIKEY"`);
  if (message.body) parts.push(`--data-raw ${quoted(message.body)}`);
  parts.push(quoted(`http://${host}${target}`));
  return parts.filter(Boolean).join(' \\\n  ');
}

const indent = (text) =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

function compact(message, first, fields) {
  const kept = message.headers.filter(([name]) => fields.test(name)).map(([name, value]) => `${name}: ${value}`);
  return indent([first, ...kept, ...(message.body ? [message.body] : [])].join('\n'));
}

// A number of which the last digits alone were kept is made whole, the same everywhere, so that the case can be played. It
// begins with 999, which the ITU has given to no country: nobody's telephone rings. A line for curl keeps its stars.
const unmask = (text) =>
  text.replace(/\*{4,}(?=\d{4})/g, (stars) => '9995550'.slice(0, stars.length).padEnd(stars.length, '0'));

/** A file for `ramal contract --cases`: what was seen becomes what has to be seen. `mount`: in front of /call. */
export function caseOf(exchange) {
  const { bot_sent: sent, engine_got: got, engine_said: said, bot_got: told } = exchange;
  const { method, target } = startOf(sent);
  const route = target.replace(/^.*?(?=\/call\/)/, '');
  const below = route === target && !target.startsWith('/call/') ? `=${target}` : route;
  const own = /^(x-idempotency-key|idempotency-key)$/i;
  const parts = [
    'format: 1',
    `=== ${exchange.route ?? 'exchange'} ${exchange.status} seen at ${exchange.time.slice(0, 10)}`.replace(
      /[^\w =./:@%?&+-]/g,
      ' ',
    ),
    'why: It was seen in the inspector; say here which sentence of the contract it shows.',
    'client sends:',
    compact(sent, `${method} ${below}`, own),
  ];
  if (got) parts.push('engine sees:', compact(got, `${startOf(got).method} ${startOf(got).target}`, /^$/));
  else parts.push('engine sees nothing');
  if (said) parts.push('engine answers:', compact(said, statusOf(said), /^$/));
  parts.push('client sees:', compact(told ?? { headers: [], body: '' }, String(exchange.status), /^$/));
  return unmask(`${parts.join('\n')}\n`);
}

const statusOf = (message) => /^HTTP\/\S+ (\d+)/.exec(message.start_line)?.[1] ?? '200';

/** HTTP Archive 1.2 of what the bot and Ramal said to each other. */
export function harOf(exchanges, version) {
  const fields = (message) => (message?.headers ?? []).map(([name, value]) => ({ name, value }));
  const typeOf = (message) => message?.headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? '';
  const entries = exchanges
    .filter((one) => one.bot_sent)
    .map((one) => {
      const { method, target } = startOf(one.bot_sent);
      const host = one.bot_sent.headers.find(([name]) => /^host$/i.test(name))?.[1] ?? 'ramal';
      const text = one.bot_sent.body;
      return {
        startedDateTime: one.time,
        time: one.ms,
        request: {
          method,
          url: `http://${host}${target}`,
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: fields(one.bot_sent),
          headersSize: -1,
          bodySize: text.length,
          queryString: [...new URLSearchParams(target.split('?')[1] ?? '')].map(([name, value]) => ({ name, value })),
          ...(text ? { postData: { mimeType: typeOf(one.bot_sent), text } } : {}),
        },
        response: {
          status: one.status,
          statusText: '',
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: fields(one.bot_got),
          redirectURL: '',
          headersSize: -1,
          bodySize: one.bot_got?.body.length ?? 0,
          content: {
            size: one.bot_got?.body.length ?? 0,
            mimeType: typeOf(one.bot_got),
            text: one.bot_got?.body ?? '',
          },
        },
        cache: {},
        timings: { send: 0, wait: one.engine_ms ?? one.ms, receive: Math.max(0, one.ms - (one.engine_ms ?? one.ms)) },
        comment: `key ${one.key ?? '-'}, engine ${one.engine_status ?? '-'}`,
      };
    });
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'Ramal', version }, entries } }, null, 1);
}

/**
 * Pieces of a body for one pane: [{ text, path?, kind? }]. `side`: 'from' or 'to' of the changes.
 * @returns {{ text: string, change?: any, kind?: string }[]}
 */
export function piecesOf(body, changes, side) {
  let value;
  try {
    value = JSON.parse(body);
  } catch {
    return [{ text: body }];
  }
  const by = new Map((changes ?? []).filter((one) => one[side]).map((one) => [one[side], one]));
  const pieces = [];
  try {
    write(value, '', '', pieces, by);
  } catch {
    return [{ text: body }]; // too deep to be laid out
  }
  return pieces;
}

function valuesOf(message) {
  const made = new Map();
  const walk = (value, path) => {
    if (value !== null && typeof value === 'object')
      for (const [name, one] of Object.entries(value)) walk(one, path ? `${path}.${name}` : name);
    else made.set(path, String(value).replace(/^\+/, ''));
  };
  try {
    walk(JSON.parse(message.body), '');
  } catch {
    // no JSON, or nothing: no members
  }
  return made;
}

/**
 * One member that was dropped and one that was added with the same value are one that was renamed: a number has a + there,
 * and none here.
 */
export function pairChanges(changes, before, after) {
  const [from, to] = [valuesOf(before), valuesOf(after)];
  const made = [];
  const added = (changes ?? []).filter((one) => !one.from);
  for (const one of changes ?? []) {
    if (!one.from) continue;
    const same = one.to
      ? -1
      : added.findIndex((other) => from.get(one.from)?.length > 3 && to.get(other.to) === from.get(one.from));
    if (same < 0) made.push(one);
    else made.push({ from: one.from, to: added.splice(same, 1)[0].to, rule: '' });
  }
  return [...made, ...added];
}

/** What one change is: 'added', 'dropped', 'renamed' or 'changed'. */
export const kindOf = ({ from, to }) => (!from ? 'added' : !to ? 'dropped' : from === to ? 'changed' : 'renamed');

const DEEPEST = 128; // margins grow with the square of it

function write(value, path, margin, pieces, by) {
  if (margin.length > DEEPEST) throw new RangeError('too deep');
  if (value === null || typeof value !== 'object')
    return void pieces.push({ text: JSON.stringify(value), kind: typeof value });
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return void pieces.push({ text: list ? '[]' : '{}' });
  pieces.push({ text: list ? '[' : '{' });
  entries.forEach(([name, one], i) => {
    const here = path ? `${path}.${name}` : name;
    pieces.push({ text: `\n${margin}  ` });
    const change = by.get(here) ?? by.get(here.replace(/\.\d+(?=\.|$)/g, ''));
    if (!list) pieces.push({ text: JSON.stringify(name), change, kind: 'name' }, { text: ': ' });
    write(one, here, `${margin}  `, pieces, by);
    if (i + 1 < entries.length) pieces.push({ text: ',' });
  });
  pieces.push({ text: `\n${margin}${list ? ']' : '}'}` });
}
