// What the bot sent and what the engine got, side by side.
import { change, read } from './api.js';
import { clear, copy, download, h } from './dom.js';
import { caseOf, curlOf, fold, harOf, kindOf, makeFilter, pairChanges, piecesOf } from './exchange.js';
import { feed } from './feed.js';
import { t, time } from './i18n.js';
import { rowParts, subjectOf } from './rows.js';

const MINUTES = 15;

class Inspector extends HTMLElement {
  chosen = '';
  /** @type {any} */
  whole = null;

  connectedCallback() {
    this.draws = () => this.drawList();
    this.goes = () => this.choose(location.hash.split('/')[1] ?? '');
    feed.addEventListener('change', this.draws);
    addEventListener('hashchange', this.goes);
    feed.use();
    this.build();
    this.drawList();
    this.goes();
  }

  disconnectedCallback() {
    feed.removeEventListener('change', this.draws);
    removeEventListener('hashchange', this.goes);
    feed.leave();
  }

  build() {
    this.field = h('input', {
      id: 'filter',
      type: 'search',
      placeholder: t('filter_hint'),
      'aria-label': t('filter'),
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: () => this.drawList(),
    });
    this.status = h('span', { class: 'recording', role: 'status' });
    this.switch = h('button', { id: 'record', onclick: () => this.record() });
    this.list = h('ol', { class: 'rows', onkeydown: (event) => this.walk(event) });
    this.empty = h('p', { class: 'muted pad-it' });
    this.detail = h('section', { class: 'detail', 'aria-label': t('inspector') });
    this.said = h('p', { class: 'said', role: 'status' });
    clear(
      this,
      h('h1', { class: 'unseen' }, t('inspector')),
      h(
        'div',
        { class: 'bar' },
        this.field,
        this.status,
        this.switch,
        h('button', { id: 'har', onclick: () => this.saveHar() }, t('har')),
        h('button', { onclick: () => feed.clear() }, t('clear')),
      ),
      this.said,
      h(
        'div',
        { class: 'split' },
        h('section', { class: 'card list', 'aria-label': t('requests') }, this.list, this.empty),
        this.detail,
      ),
    );
    this.drawDetail();
  }

  rows() {
    return fold(feed.rows.filter(makeFilter(this.field.value))).reverse();
  }

  drawList() {
    const { on, until } = feed.inspector;
    this.status.textContent =
      feed.state === 'none'
        ? t('no_inspector')
        : !on
          ? t('recording_off')
          : until
            ? t('recording_until', { time: time(until) })
            : t('recording');
    this.status.classList.toggle('on', on && feed.state === 'live');
    this.switch.textContent = on ? t('stop') : t('record');
    this.switch.hidden = feed.state === 'none';
    const rows = this.rows();
    const focused = this.list.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
    clear(
      this.list,
      rows.map((one) =>
        h(
          'li',
          {},
          h(
            'a',
            {
              class: 'entry',
              href: `#inspector/${one.row.id}`,
              'aria-current': one.row.id === this.chosen ? 'true' : null,
            },
            rowParts(one),
          ),
        ),
      ),
    );
    if (focused)
      [...this.list.querySelectorAll('a')]
        .find((one) => one.getAttribute('href') === focused)
        ?.focus({ preventScroll: true });
    this.chooseFirst(rows);
    this.empty.textContent = rows.length > 0 ? '' : feed.rows.length > 0 ? t('none_match') : t('none_yet');
  }

  /** Where there is room for it, something is shown at once: what may have changed something, of the newest. */
  chooseFirst(rows) {
    if (this.chosen || this.chose || rows.length === 0 || !matchMedia('(min-width: 761px)').matches) return;
    this.chose = true;
    const { row } = rows.find((one) => one.row.method === 'POST' && one.row.kind === 'request') ?? rows[0];
    location.replace(`#inspector/${row.id}`);
  }

  /** Up and down as in any list. */
  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.list.querySelectorAll('a')];
    all[all.indexOf(document.activeElement) + step]?.focus();
  }

  async record() {
    const minutes = feed.inspector.on ? 0 : MINUTES;
    try {
      feed.inspector = await change('/api/inspector', { minutes });
      this.say('');
    } catch (why) {
      this.say(why.message);
    }
    this.drawList();
  }

  async choose(id) {
    this.chosen = id;
    this.whole = null;
    this.classList.toggle('one', Boolean(id));
    this.drawList();
    if (!id) return this.drawDetail();
    try {
      const got = await read(`/api/requests/${encodeURIComponent(id)}`);
      got.request_changes = pairChanges(got.request_changes, got.bot_sent, got.engine_got);
      got.answer_changes = pairChanges(got.answer_changes, got.engine_said, got.bot_got);
      if (id === this.chosen) this.whole = got;
    } catch (why) {
      this.whole = { missing: why.status === 404 ? t('gone') : why.message };
    }
    this.drawDetail();
  }

  say(text) {
    this.said.textContent = text;
  }

  drawDetail() {
    const one = this.whole;
    if (!one || one.missing)
      return clear(
        this.detail,
        h('div', { class: 'card empty' }, h('p', { class: 'muted' }, one?.missing ?? t('choose'))),
      );
    if (one.kind === 'event_out') return clear(this.detail, this.head(one), this.delivery(one));
    clear(
      this.detail,
      this.head(one),
      this.changes(one),
      h(
        'div',
        { class: 'panes' },
        this.pane('bot_sent', one.bot_sent, one.request_changes, 'from'),
        this.pane('engine_got', one.engine_got, one.request_changes, 'to'),
        this.pane('bot_got', one.bot_got, one.answer_changes, 'to'),
        this.pane('engine_said', one.engine_said, one.answer_changes, 'from'),
      ),
    );
  }

  head(one) {
    const get = one.method === 'GET' && one.kind === 'request';
    const again = get && ['list', 'get'].includes(one.route ?? '') && one.key;
    const why = get ? t('replay_other') : t('replay_post');
    return h(
      'div',
      { class: 'card head' },
      h('a', { class: 'to-list', href: '#inspector' }, t('back')),
      h('h2', {}, `${one.method ?? ''} ${subjectOf(one)}`),
      h('p', { class: 'facts' }, rowParts({ row: one, count: 1, skipped: one.skipped ?? 0 }).slice(3)),
      h(
        'div',
        { class: 'row' },
        one.bot_sent ? h('button', { id: 'curl', onclick: () => this.give(curlOf(one.bot_sent)) }, t('curl')) : null,
        one.bot_sent ? h('button', { id: 'case', onclick: () => this.give(caseOf(one)) }, t('as_case')) : null,
        one.kind === 'request'
          ? h(
              'button',
              {
                id: 'replay',
                'aria-disabled': again ? null : 'true',
                title: again ? null : why,
                onclick: () => (again ? this.replay(one) : this.say(why)),
              },
              t('replay'),
            )
          : null,
      ),
    );
  }

  /** One attempt to deliver an event. */
  delivery(one) {
    const facts = [
      [t('key'), one.key],
      [t('destination'), one.destination],
      [t('origin'), one.path],
      [t('event'), one.event],
      ['webhook-id', one.request_id],
      [t('attempt'), one.attempts],
      [t('outcome'), t(`word_${one.outcome}`)],
      [t('error'), one.error],
    ].filter(([, value]) => value);
    return h(
      'section',
      { class: 'card delivery' },
      h(
        'dl',
        { class: 'facts-list' },
        facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, String(value))]),
      ),
      h('p', { class: 'muted' }, t('delivery_body')),
    );
  }

  async give(text) {
    this.say((await copy(text, t('copy_by_hand'))) ? t('copied') : '');
  }

  async replay(one) {
    const target = one.bot_sent.start_line.split(' ')[1].replace(/^.*?(?=\/call\/)/, '');
    try {
      const { status } = await read(
        `/api/dial/look?key=${encodeURIComponent(one.key)}&path=${encodeURIComponent(target)}`,
      );
      this.say(t('replayed', { status }));
    } catch (why) {
      this.say(why.message);
    }
  }

  changes(one) {
    const all = [
      ...(one.request_changes ?? []),
      ...(one.answer_changes ?? []).filter(({ from, to }) => !/^data\./.test(from ?? to ?? '')),
    ];
    const line = (item) =>
      h(
        'li',
        { class: kindOf(item) },
        h('code', {}, item.from ?? '+'),
        ' → ',
        h('code', {}, item.to ?? '–'),
        h('span', { class: 'muted' }, ` ${item.rule || t(kindOf(item))}`),
      );
    return h(
      'details',
      { class: 'card changes' },
      h('summary', {}, `${t('what_changed')} (${all.length})`),
      all.length > 0 ? h('ul', {}, all.map(line)) : h('p', { class: 'muted' }, t('unchanged')),
    );
  }

  pane(name, message, changes, side) {
    const piece = ({ text, change: made, kind }) => {
      if (made)
        return h(
          'mark',
          { class: kindOf(made), title: `${made.from ?? '+'} → ${made.to ?? '–'}: ${made.rule || t(kindOf(made))}` },
          text,
        );
      return kind ? h('span', { class: `j-${kind}` }, text) : text;
    };
    const body = message?.body ? piecesOf(message.body, changes, side).map(piece) : [];
    return h(
      'section',
      { class: `card pane ${name}` },
      h('h3', {}, t(name)),
      message
        ? [
            h('p', { class: 'start' }, message.start_line),
            h(
              'details',
              {},
              h('summary', {}, `${t('headers')} (${message.headers.length})`),
              h(
                'dl',
                {},
                message.headers.map(([field, value]) => [h('dt', {}, field), h('dd', {}, value)]),
              ),
            ),
            body.length > 0 ? h('pre', { tabindex: '0', 'aria-label': t(name) }, body) : null,
            message.cut ? h('p', { class: 'muted' }, t('cut')) : null,
          ]
        : h('p', { class: 'muted' }, t('nothing_there')),
    );
  }

  async saveHar() {
    const kept = [];
    for (const { row } of this.rows()
      .filter(({ row: one }) => one.kind === 'request')
      .slice(0, 100)) {
      try {
        kept.push(await read(`/api/requests/${encodeURIComponent(row.id)}`));
      } catch {
        // it is not kept any more
      }
    }
    const { version } = await read('/version').catch(() => ({ version: '' }));
    download('ramal.har', 'application/json', harOf(kept, version));
  }
}
customElements.define('ramal-inspector', Inspector);
