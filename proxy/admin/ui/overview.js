// How the gateway does: small charts of what it counts.
import { change, readText } from './api.js';
import { clear, h, svg } from './dom.js';
import { figure, t } from './i18n.js';
import { by, parseMetrics, quantile, sum } from './metrics.js';
import './outbox.js';

const EVERY = 2_500;
const SOON = 700; // the second reading: from then on there is a line
const BEHIND_ORDER = 1_200; // the gateway looks into the outbox once a second
const OLD = 20_000;
const SAID = 10_000; // so long it is said what became of an order
const POINTS = 60;
const FEWEST = 20; // that a chart is wide
const REQUESTS = 'http_server_request_duration_seconds';
const ASKED = 'http_client_request_duration_seconds';
/** @param {Record<string, string>} labels */
const failed = ({ http_response_status_code: code }) => Number(code) >= 400;
const said = (word, n) => `${figure(n)} ${t(`word_${word}`)}`;
// Readings of the last minutes, kept while somebody looks at another view for a moment.
let kept = { at: 0, points: [], earlier: null };

class Overview extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    if (performance.now() - kept.at > OLD) kept = { at: 0, points: [], earlier: null };
    this.looks = () => document.hidden || this.look();
    document.addEventListener('visibilitychange', this.looks);
    this.build();
    this.look();
  }

  /** What stays while the rest is drawn again: who is in a row of the outbox stays there. */
  build() {
    this.tiles = h('div', { class: 'tiles' });
    this.cards = h('div', { class: 'drawn' });
    this.outbox = h('ramal-outbox', { onordered: () => this.soon() });
    this.webhooks = h('section', { class: 'card', hidden: true }, h('h2', {}, t('webhooks')), this.outbox);
    this.said = h('p', { class: 'said', role: 'status' });
    clear(
      this,
      h('h1', { class: 'unseen' }, t('overview')),
      this.said,
      this.tiles,
      h('div', { class: 'cards' }, this.cards, this.webhooks),
    );
  }

  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), BEHIND_ORDER);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.looks);
  }

  async look() {
    clearTimeout(this.#timer);
    if (document.hidden || !this.isConnected) return;
    try {
      const metrics = parseMetrics(await readText('/metrics'));
      this.take(metrics);
      this.webhooks.hidden = !metrics.has('ramal_webhook_can_commit');
      if (!this.webhooks.hidden) await this.outbox.look();
      this.lost = '';
    } catch (why) {
      this.lost = why.message;
    }
    this.tell();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), kept.points.length < 2 ? SOON : EVERY);
  }

  /** Why nothing new comes, else what became of an order. */
  tell() {
    this.said.textContent = this.lost || this.done || '';
  }

  take(metrics) {
    const at = performance.now();
    const before = kept.earlier;
    const seconds = before ? (at - before.at) / 1000 : 1;
    const count = sum(metrics, `${REQUESTS}_count`);
    const bad = sum(metrics, `${REQUESTS}_count`, failed);
    const past = kept.points.at(-1);
    const place = (name, share, of) => quantile(share, metrics, before?.metrics, of) ?? past?.[name] ?? null;
    kept.points.push({
      rate: before ? (count - before.count) / seconds : 0,
      bad: before ? (bad - before.bad) / seconds : 0,
      whole: place('whole', 0.5, REQUESTS),
      whole99: place('whole99', 0.99, REQUESTS),
      engine: place('engine', 0.5, ASKED),
      engine99: place('engine99', 0.99, ASKED),
    });
    if (kept.points.length > POINTS) kept.points.shift();
    kept.earlier = { at, count, bad, metrics };
    kept.at = at;
    this.draw(metrics);
  }

  draw(metrics) {
    const last = kept.points.at(-1);
    const count = sum(metrics, `${REQUESTS}_count`);
    const bad = sum(metrics, `${REQUESTS}_count`, failed);
    const ms = (value) => (value === null ? '–' : `${figure(value * 1000, value < 0.1 ? 1 : 0)} ms`);
    if (this.querySelector('button:active')) return; // a press is under way
    const focused = this.cards.contains(document.activeElement) ? document.activeElement?.id : '';
    clear(this.tiles, [
      this.tile(
        'rate_title',
        figure(last.rate, 1),
        t('per_second'),
        [
          ['rate', 'accent'],
          ['bad', 'red'],
        ],
        `${figure(count)} ${t('since')}`,
      ),
      this.tile(
        'errors_title',
        count > 0 ? `${figure((100 * bad) / count, 1)} %` : '–',
        t('of_requests'),
        [['bad', 'red']],
        `${figure(bad)} ${t('since')}`,
      ),
      this.tile(
        'latency_title',
        ms(last.whole),
        t('p50'),
        [
          ['whole', 'accent'],
          ['whole99', 'amber'],
        ],
        `${ms(last.whole99)} ${t('p99')}`,
      ),
      this.tile(
        'engine_latency',
        ms(last.engine),
        t('p50'),
        [
          ['engine', 'accent'],
          ['engine99', 'amber'],
        ],
        `${ms(last.engine99)} ${t('p99')}`,
      ),
    ]);
    clear(
      this.cards,
      this.engine(metrics),
      this.routes(metrics),
      this.keys(metrics),
      this.noWebhooks(metrics),
      this.refused(metrics),
    );
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  tile(title, value, unit, lines, more) {
    return h(
      'section',
      { class: 'card tile' },
      h('h2', {}, t(title)),
      h('p', { class: 'big' }, value, h('small', {}, ` ${unit}`)),
      this.chart(t(title), lines),
      h('p', { class: 'muted' }, more),
    );
  }

  chart(title, lines) {
    const width = 240,
      height = 56;
    const shown = Math.max(FEWEST, kept.points.length);
    const across = (i) => (((shown - kept.points.length + i) * width) / (shown - 1)).toFixed(1);
    const most = Math.max(1e-9, ...kept.points.flatMap((one) => lines.map(([name]) => one[name] ?? 0)));
    const place = (value, i) => `${across(i)} ${(height - 2 - ((value ?? 0) / most) * (height - 6)).toFixed(1)}`;
    const line = ([name, colour]) => {
      const text = kept.points.map((one, i) => place(one[name], i)).join(' L');
      return [
        svg('path', { class: `area ${colour}`, d: `M${across(0)} ${height} L${text} L${width} ${height}Z` }),
        svg('path', { class: `trace ${colour}`, d: `M${text}` }),
      ];
    };
    return svg(
      'svg',
      {
        class: 'chart',
        viewBox: `0 0 ${width} ${height}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': `${title}, ${t('last_minutes')}`,
      },
      lines.map(line).flat(),
    );
  }

  facts(title, pairs) {
    return h(
      'section',
      { class: 'card' },
      h('h2', {}, t(title)),
      h(
        'dl',
        { class: 'facts-list' },
        pairs.filter(Boolean).map(([name, value, mood]) => [h('dt', {}, name), h('dd', { class: mood ?? '' }, value)]),
      ),
    );
  }

  engine(metrics) {
    const open = sum(metrics, 'ramal_engine_breaker_open') > 0;
    const states = by(metrics, 'ramal_engine_connections', 'state')
      .map(([state, n]) => said(state, n))
      .join(' · ');
    const attempts = by(metrics, 'ramal_engine_attempts_total', 'result')
      .map(([result, n]) => said(result, n))
      .join(' · ');
    const retries = by(metrics, 'ramal_engine_retries_total', 'reason')
      .filter(([, n]) => n > 0)
      .map(([reason, n]) => said(reason, n))
      .join(' · ');
    const unknown = sum(metrics, 'ramal_calls_unknown_total');
    const state = open
      ? [
          t('open'),
          ' ',
          h('button', { id: 'breaker-reset', class: 'slim', onclick: () => this.close() }, t('close_breaker')),
        ]
      : t('closed');
    return this.facts('engine', [
      [t('breaker'), state, open ? 'bad' : 'good'],
      [t('connections'), states || '0'],
      [t('attempts_title'), attempts || '0'],
      [t('retries'), retries || '0'],
      [t('in_flight'), figure(sum(metrics, 'http_server_active_requests'))],
      [t('unknown_calls'), figure(unknown), unknown > 0 ? 'bad' : 'good'],
    ]);
  }

  /** The engine is asked again at once. */
  async close() {
    try {
      const { engine } = await change('/api/breaker/reset', {});
      this.done = t('breakers_closed', { n: figure(engine) });
    } catch (why) {
      this.done = why.message;
    }
    this.tell();
    setTimeout(() => ((this.done = ''), this.tell()), SAID);
    this.soon();
  }

  /** Names, and of each how many went well and how many did not, as a bar. */
  bars(title, heading, rows, none) {
    const most = Math.max(1, ...rows.map(([, good, bad]) => good + bad));
    const bar = (good, bad) =>
      svg(
        'svg',
        { class: 'bar-of', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        svg('rect', { class: 'fine', width: (100 * good) / most, height: 8 }),
        svg('rect', { class: 'wrong', x: (100 * good) / most, width: (100 * bad) / most, height: 8 }),
      );
    const row = ([name, good, bad]) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, name || '–'),
        h('td', { class: 'wide' }, bar(good, bad)),
        h('td', {}, figure(good)),
        h('td', { class: bad > 0 ? 'bad' : '' }, figure(bad)),
      );
    return h(
      'section',
      { class: 'card' },
      h('h2', {}, t(title)),
      rows.length === 0
        ? h('p', { class: 'muted' }, t(none))
        : h(
            'table',
            {},
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                h('th', { scope: 'col' }, t(heading)),
                h('td', {}),
                h('th', { scope: 'col' }, t('ok')),
                h('th', { scope: 'col' }, t('not_ok')),
              ),
            ),
            h('tbody', {}, rows.slice(0, 12).map(row)),
          ),
    );
  }

  routes(metrics) {
    const name = `${REQUESTS}_count`;
    const rows = by(metrics, name, 'http_route')
      .filter(([, n]) => n > 0)
      .map(([route, n]) => {
        const bad = sum(metrics, name, (labels) => labels.http_route === route && failed(labels));
        return [route, n - bad, bad];
      });
    return this.bars('routes', 'route', rows, 'none_yet');
  }

  keys(metrics) {
    const name = 'ramal_key_requests_total';
    const rows = by(metrics, name, 'key')
      .filter(([, n]) => n > 0)
      .map(([key, n]) => {
        const good = sum(metrics, name, (labels) => labels.key === key && labels.outcome === 'ok');
        return [key, good, n - good];
      });
    return this.bars('keys', 'key', rows, 'no_keys');
  }

  noWebhooks(metrics) {
    if (metrics.has('ramal_webhook_can_commit')) return null;
    return h('section', { class: 'card' }, h('h2', {}, t('webhooks')), h('p', { class: 'muted' }, t('no_webhooks')));
  }

  refused(metrics) {
    const pairs = [
      [t('unauthorized'), sum(metrics, 'ramal_unauthorized_total')],
      ...by(metrics, 'ramal_rate_limited_total', 'scope').map(([scope, n]) => [t('rate_limited', { scope }), n]),
      ...by(metrics, 'ramal_connections_refused_total', 'reason').map(([reason, n]) => [
        t('connection_refused', { reason }),
        n,
      ]),
    ].filter(([, n]) => n > 0);
    if (pairs.length === 0)
      return h(
        'section',
        { class: 'card' },
        h('h2', {}, t('refused')),
        h('p', { class: 'muted' }, t('nothing_refused')),
      );
    return this.facts(
      'refused',
      pairs.map(([name, n]) => [name, figure(n), 'bad']),
    );
  }
}
customElements.define('ramal-overview', Overview);
