// What waits for the bots, and the orders that a person can give: pause, resume, send again, drop.
import { change, read } from './api.js';
import { clear, confirmed, h } from './dom.js';
import { figure, t, time } from './i18n.js';

/** @param {{ key: string, destination: string | null }} one */
const nameOf = ({ key, destination }) => (destination ? `${key} (${destination})` : key);

/** What is said when an order is done. @type {Record<string, string>} */
const done = { pause: 'pause_done', resume: 'resume_done', replay: 'replay_done', drop: 'drop_done' };
/** What is asked before it, as title, text and button. @type {Record<string, string[]>} */
const questions = {
  replay: ['replay_title', 'replay_text', 'replay_dead'],
  drop: ['drop_title', 'drop_text', 'drop_dead'],
};

class Outbox extends HTMLElement {
  #drawn = '';
  #busy = false;

  connectedCallback() {
    if (this.said) return;
    this.said = h('p', { class: 'said', role: 'status' });
    this.figures = h('dl', { class: 'facts-list' });
    this.rows = h('div', { class: 'destinations' });
    this.append(this.figures, this.rows, this.said);
  }

  /** What is there now; the buttons stay as they are while nothing has changed, so that nobody loses his place. */
  async look() {
    const now = await read('/api/webhooks');
    const dead = sumOf(now.keys, 'dead');
    clear(
      this.figures,
      [
        [t('received'), figure(now.received)],
        [t('delivered'), figure(now.delivered)],
        [t('waiting'), figure(now.pending)],
        [t('dead'), figure(dead), dead > 0 ? 'bad' : 'good'],
      ].flatMap(([name, value, mood]) => [h('dt', {}, name), h('dd', { class: mood ?? '' }, value)]),
    );
    const text = JSON.stringify([now.destinations, now.keys.map(({ key, dead: n }) => [key, n])]);
    if (text === this.#drawn || this.querySelector('button:active')) return;
    this.#drawn = text;
    const focused = this.contains(document.activeElement) ? document.activeElement?.id : '';
    clear(this.rows, this.table(now.destinations), this.letters(now.keys));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  table(destinations) {
    const row = (one, i) => {
      const state = one.paused
        ? h('span', { class: 'bad', title: one.reason }, t('paused_since', { time: time(one.paused) }))
        : one.failing_since
          ? h('span', { class: 'bad' }, t('fails_since', { time: time(one.failing_since) }))
          : h('span', { class: 'good' }, t('runs'));
      const verb = one.paused ? 'resume' : 'pause';
      const order = { key: one.key, ...(one.destination ? { destination: one.destination } : {}) };
      return h(
        'tr',
        {},
        h('th', { scope: 'row' }, nameOf(one)),
        h('td', {}, state, one.pending > 0 ? `, ${figure(one.pending)} ${t('waiting')}` : null),
        h(
          'td',
          {},
          this.button(`switch-${i}`, t(verb), nameOf(one), () => this.order(verb, order), verb),
        ),
      );
    };
    return h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...['key', 'state'].map((name) => h('th', { scope: 'col' }, t(name))), h('td', {}))),
      h('tbody', {}, destinations.map(row)),
    );
  }

  /** Of each key what was given up. */
  letters(keys) {
    return keys
      .filter(({ dead }) => dead > 0)
      .map(({ key, dead }, i) =>
        h(
          'div',
          { class: 'row' },
          h('span', {}, t('dead_of', { n: figure(dead), key })),
          this.button(`replay-${i}`, t('replay_dead'), key, () => this.ask('replay', key, dead)),
          this.button(`drop-${i}`, t('drop_dead'), key, () => this.ask('drop', key, dead)),
        ),
      );
  }

  button(id, text, of, onclick, verb = '') {
    return h(
      'button',
      { id: `outbox-${id}`, class: 'slim', 'aria-label': `${text}: ${of}`, 'data-verb': verb || null, onclick },
      text,
    );
  }

  async ask(verb, key, n) {
    const [title, text, yes] = questions[verb];
    const sure = await confirmed(this, t(title), t(text, { n: figure(n), key }), t('cancel'), t(yes));
    if (sure) await this.order(verb, { key });
  }

  async order(verb, what) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const { changed } = await change(`/api/webhooks/${verb}`, what);
      this.said.textContent = t(done[verb], { n: figure(changed) });
    } catch (why) {
      this.said.textContent = why.message;
    }
    this.#busy = false;
    this.dispatchEvent(new CustomEvent('ordered', { bubbles: true }));
  }
}

const sumOf = (list, name) => list.reduce((total, one) => total + one[name], 0);

customElements.define('ramal-outbox', Outbox);
