// The call in hand: who, how far, how it sounds, and what can be done.
import { clear, h, icon, icons } from './dom.js';
import { t } from './i18n.js';
import { over, shownNumber } from './call.js';
import { Scope } from './scope.js';

const STEPS = ['step_dialled', 'step_ringing', 'step_answered', 'step_ended'];

export class Line {
  scope = new Scope();
  root = h('section', { class: 'card line', 'aria-label': t('line') });

  /** @param {any} owner the dialler */
  constructor(owner) {
    this.owner = owner;
  }

  draw() {
    const { call, phone } = this.owner;
    const focused = this.root.contains(document.activeElement);
    this.root.dataset.state = call?.state ?? 'idle';
    if (!call) {
      this.scope.stop();
      return clear(
        this.root,
        this.bell(),
        h('h2', { class: 'state' }, t('idle')),
        h('p', { class: 'muted' }, t('idle_text')),
      );
    }
    this.clock = h('span', { class: 'clock' });
    const title = call.state === 'ringing' && call.direction === 'incoming' ? 'incoming' : call.state;
    clear(
      this.root,
      h(
        'div',
        { class: 'who' },
        this.bell(),
        h(
          'div',
          {},
          h('h2', { class: 'state', id: 'state', tabindex: '-1' }, t(title)),
          h('p', { class: 'peer' }, shownNumber(call.number ?? '')),
        ),
        this.clock,
      ),
      this.steps(call),
      this.soundPart(call),
      this.buttons(call),
    );
    this.drawClock();
    if (focused) this.root.querySelector('.state')?.focus(); // what had it is gone, or means something else now
    if (phone.socket) this.scope.start();
    else this.scope.stop();
  }

  bell() {
    return h('div', { class: 'bell' }, icon(this.owner.call?.direction === 'incoming' ? icons.incoming : icons.phone));
  }

  drawClock() {
    const { call } = this.owner;
    if (!this.clock || !call) return;
    const { acceptedAt: from, endedAt, answered = 0 } = call;
    const length = endedAt ? Date.parse(endedAt) - Date.parse(from) : Date.now() - answered;
    const seconds = Math.max(0, Math.floor(length / 1000));
    this.clock.textContent = from ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : '';
  }

  steps(call) {
    const done = { dialling: 0, ringing: 1, active: 2, ended: 3, failed: 3 }[call.state] ?? 0;
    const skipped = (i) => i === 2 && done === 3 && !call.acceptedAt;
    return h(
      'ol',
      { class: 'steps' },
      STEPS.map((name, i) =>
        h(
          'li',
          { class: skipped(i) ? 'skipped' : i <= done ? 'done' : '', 'aria-current': i === done ? 'step' : null },
          t(name),
        ),
      ),
    );
  }

  soundPart(call) {
    if (call.state !== 'active') return call.errorMessage ? h('p', { class: 'warn' }, call.errorMessage) : null;
    this.figures = h('p', { class: 'figures' });
    this.takeLevels(this.levels ?? {});
    return h('div', { class: 'sound' }, this.scope.element(t('sound'), t('them'), t('you')), this.figures);
  }

  takeLevels(levels) {
    this.levels = levels;
    this.scope.add(levels.heard ?? 0, levels.spoken ?? 0);
    if (!this.figures) return;
    const { received = 0, sent = 0, depth = 0, target = 0, underruns = 0 } = levels;
    Object.assign(this.owner.dataset, {
      received,
      sent,
      underruns,
      rms: (levels.rms ?? 0).toFixed(4),
      spoken: (levels.spoken ?? 0).toFixed(4),
    });
    this.figures.textContent = `${t('frames_in')} ${received} · ${t('frames_out')} ${sent} · ${t('buffer')} ${depth}/${target} ms · ${t('gaps')} ${underruns}`;
  }

  buttons(call) {
    if (over(call)) return null;
    const out = (what, text, kind, path) =>
      h('button', { class: kind, id: what, onclick: () => this.owner.act(what) }, icon(path), t(text));
    if (call.state === 'ringing' && call.direction === 'incoming')
      return h(
        'div',
        { class: 'row' },
        out('answer', 'answer', 'go', icons.phone),
        out('reject', 'reject', 'end', icons.down),
      );
    if (call.state === 'dialling') return null;
    const url = h('input', {
      type: 'url',
      id: 'media',
      placeholder: 'https://example.com/ola.mp3',
      'aria-label': t('play_url'),
    });
    const play = (event) => (event.preventDefault(), url.value && this.owner.act('play', { media_url: url.value }));
    const rates = [8_000, 16_000, 24_000, 48_000].map((one) =>
      h('option', { value: one, selected: one === (this.owner.rate ?? 16_000) }, `${one / 1000} kHz`),
    );
    return [
      h(
        'div',
        { class: 'row' },
        call.state === 'active'
          ? h(
              'button',
              {
                id: 'speak',
                class: this.owner.phone.speaks ? 'on' : '',
                'aria-pressed': String(this.owner.phone.speaks),
                disabled: !this.owner.phone.socket,
                onclick: () => this.owner.talk(),
              },
              icon(icons.mic),
              t(this.owner.phone.speaks ? 'mute' : 'speak'),
            )
          : null,
        out('hangup', 'hang_up', 'end', icons.down),
      ),
      call.state === 'active'
        ? h('form', { class: 'row play', onsubmit: play }, url, h('button', {}, t('play')))
        : null,
      call.state === 'active'
        ? h(
            'label',
            { class: 'pick small' },
            t('rate'),
            h('select', { onchange: (event) => this.owner.changeRate(Number(event.target.value)) }, rates),
          )
        : null,
    ];
  }
}
