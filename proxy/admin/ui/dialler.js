// Press a number, hear the call.
import { change, read } from './api.js';
import { clear, h, icon, icons } from './dom.js';
import { t, time } from './i18n.js';
import { Phone } from './phone.js';
import { Scope } from './scope.js';
import './tail.js';

const LETTERS = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' };
const STORIES = [['5511988887777', 'story_usual'], ['5511988880205', 'story_205'], ['5511988880486', 'story_486'], ['5511988880408', 'story_408']];
const STEPS = ['step_dialled', 'step_ringing', 'step_answered', 'step_ended'];
const QUICK = 900, SLOW = 2500; // ms between two looks at the calls
const over = (call) => call.state === 'ended' || call.state === 'failed';

/** What a person reads: +55 11 98888-7777. */
export function shownNumber(number) {
  const parts = /^\+?55(\d\d)(\d{4,5})(\d{4})$/.exec(number);
  return parts ? `+55 ${parts[1]} ${parts[2]}-${parts[3]}` : number.replace(/^(\d{7,})$/, '+$1');
}

class Dialler extends HTMLElement {
  phone = new Phone();
  /** @type {any} the call in hand */
  call = null;
  /** @type {any[]} */
  calls = [];
  note = '';
  #timer = 0;
  #asking = false;

  async connectedCallback() {
    this.scope = new Scope();
    this.phone.addEventListener('levels', (event) => this.takeLevels(/** @type {CustomEvent} */ (event).detail));
    this.phone.addEventListener('state', () => this.drawLine());
    this.onVisible = () => document.hidden || this.look();
    document.addEventListener('visibilitychange', this.onVisible);
    this.onKey = (event) => this.typed(event);
    document.addEventListener('keydown', this.onKey);
    try {
      Object.assign(this, await read('/api/dial/keys'));
    } catch (why) {
      return clear(this, h('section', { class: 'card empty' }, h('h1', {}, t('dialler')), h('p', {}, why.code === 'DIALLER_OFF' || why.status === 404 ? t('dialler_off') : why.message)));
    }
    this.key = this.keys.find((one) => one.usable)?.name ?? '';
    this.draw();
    if (this.key) this.look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.onVisible);
    document.removeEventListener('keydown', this.onKey);
    this.scope?.stop();
    this.phone.close();
  }

  draw() {
    const many = this.keys.map(({ name, number, usable }) =>
      h('option', { value: name, disabled: !usable, selected: name === this.key }, usable ? `${name}${number ? ` ·${number}` : ''}` : `${name} (${t('digest_only')})`));
    this.field = h('input', { id: 'number', type: 'tel', inputmode: 'tel', autocomplete: 'off', placeholder: t('number_hint'), 'aria-label': t('number'), onkeydown: (event) => event.key === 'Enter' && this.start() });
    const erase = h('button', { class: 'quiet', 'aria-label': t('erase'), onclick: () => this.erase() }, icon(icons.back));
    const pad = [...'123456789*0#'].map((one) => h('button', { class: 'digit', 'data-digit': one, onclick: () => this.press(one) }, one, ' ', h('small', {}, LETTERS[one] ?? '')));
    this.line = h('section', { class: 'card line', 'aria-label': t('line') });
    this.history = h('section', { class: 'card calls', 'aria-label': t('calls') });
    const said = h('p', { class: 'said', role: 'status', 'aria-live': 'polite' });
    this.said = said;
    clear(this, h('h1', { class: 'unseen' }, t('dialler')),
      h('section', { class: 'card handset', 'aria-label': t('dialler') },
        h('label', { class: 'pick' }, t('from_key'), h('select', { id: 'key', onchange: (event) => this.choose(event.target.value) }, many)),
        this.key ? null : h('p', { class: 'warn' }, t('no_key')),
        h('div', { class: 'display' }, this.field, erase), h('div', { class: 'pad' }, pad),
        h('button', { class: 'go', id: 'call', disabled: !this.key, onclick: () => this.start() }, icon(icons.phone), t('call')),
        this.demo ? this.demoParts() : null),
      h('div', { class: 'column' }, this.line, said, this.history), h('ramal-tail', {}));
    this.drawLine();
    this.drawCalls();
  }

  demoParts() {
    const chip = ([number, story]) => h('button', { class: 'chip', onclick: () => ((this.field.value = shownNumber(number)), this.field.focus()) }, h('b', {}, `…${number.slice(-3)}`), ` ${t(story)}`);
    return h('div', { class: 'demo' }, h('h2', {}, t('stories')), h('div', { class: 'chips' }, STORIES.map(chip)),
      h('button', { id: 'incoming', onclick: () => this.letCall() }, icon(icons.incoming), t('let_call')));
  }

  choose(name) {
    this.key = name;
    this.calls = [];
    this.call = null;
    this.phone.close();
    this.drawLine();
    this.look();
  }

  press(one) {
    this.field.value += one;
    this.phone.key(one).catch(() => {});
  }

  erase() {
    this.field.value = this.field.value.slice(0, -1);
  }

  /** Digits that are typed anywhere go to the number. */
  typed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.field || !/^[0-9+*#]$/.test(event.key)) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement || event.target instanceof HTMLTextAreaElement) return;
    this.press(event.key);
  }

  say(text) {
    this.note = text;
    if (this.said) this.said.textContent = text;
  }

  /** An order, and what a bot would have been told: nothing if it was refused, which is then said. */
  async order(path, body) {
    try {
      const { status, body: told } = await change(`/api/dial${path}`, { key: this.key, ...body });
      if (status < 400) return told;
      this.say(t('answers_code', { status, text: told?.error ?? told?.message ?? '' }));
    } catch (why) {
      this.say(why.message);
    }
    return null;
  }

  async start() {
    const number = this.field.value.trim();
    if (!number || !this.key || (this.call && !over(this.call)) || this.#asking) return;
    if (!this.demo && !(await this.confirm(number))) return;
    this.#asking = true;
    this.say('');
    await this.phone.wake().catch(() => {});
    this.call = { state: 'dialling', direction: 'outgoing', number };
    this.drawLine();
    const made = await this.order('', { number });
    this.#asking = false;
    this.call = made ? made : null;
    this.follow();
  }

  confirm(number) {
    return new Promise((resolve) => {
      const dialog = h('dialog', { class: 'sheet' }, h('h2', {}, t('confirm_title')), h('p', {}, t('confirm_text', { number, key: this.key })),
        h('div', { class: 'row' }, h('button', { onclick: () => dialog.close('no') }, t('cancel')), h('button', { class: 'go small', onclick: () => dialog.close('yes') }, icon(icons.phone), t('call'))));
      dialog.addEventListener('close', () => (resolve(dialog.returnValue === 'yes'), dialog.remove()));
      this.append(dialog);
      dialog.showModal();
    });
  }

  async letCall() {
    await this.phone.wake().catch(() => {});
    if (await this.order('/incoming', {})) await this.look();
  }

  async act(what, more = {}) {
    const id = this.call?.callId;
    if (!id) return null;
    await this.phone.wake().catch(() => {});
    const told = await this.order(`/${what}`, { call_id: id, ...more });
    if (what === 'play' && told) this.say(t('played'));
    await this.look();
    return told;
  }

  /** The calls of the key, again and again while somebody looks. */
  async look() {
    clearTimeout(this.#timer);
    if (document.hidden || !this.isConnected || !this.key) return;
    try {
      const { status, body } = await read(`/api/dial/calls?key=${encodeURIComponent(this.key)}`);
      if (status === 200) this.take(body.data ?? []);
      else this.say(t('answers_code', { status, text: body?.error ?? '' }));
    } catch (why) {
      this.say(why.message);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), this.call && !over(this.call) ? QUICK : SLOW);
  }

  take(calls) {
    this.calls = calls;
    this.drawCalls();
    if (this.#asking) return;
    const own = this.call && calls.find((one) => one.callId === this.call.callId);
    const before = this.call?.state;
    if (own) this.call = { ...this.call, ...own };
    // Calls that a bot makes with this key are its own: of others only one that comes in is for the person here.
    const comes = calls.find((one) => one.state === 'ringing' && one.direction === 'incoming');
    if (comes && (!this.call || over(this.call))) this.call = { ...comes };
    if (this.call?.state !== before || (this.call && !own)) this.follow();
    else this.drawClock();
  }

  /** A call of the list, taken in hand. */
  open(call) {
    this.phone.close();
    this.call = { ...call };
    this.follow();
  }

  /** What the sound does when the call goes on. */
  follow() {
    const call = this.call;
    if (!call || over(call)) this.phone.close();
    else if (call.state === 'ringing') this.phone.ring(call.direction === 'incoming' ? 'in' : 'out');
    else if (call.state === 'active') {
      this.phone.ring('');
      call.answered ??= Math.min(Date.now(), Date.parse(call.acceptedAt) || Date.now()); // the engine's clock may be ahead
      if (!this.phone.socket && call.heard !== call.callId) this.listen(call);
    }
    this.drawLine();
    if (call && !this.#timer) this.look();
  }

  async listen(call) {
    call.heard = call.callId; // once: a token opens one connection
    const told = await this.order('/session', { call_id: call.callId, mode: 'talk' });
    const url = told?.wsUrl ?? told?.data?.wsUrl;
    if (!url) return;
    try {
      await this.phone.open(url, Number(told.sampleRate ?? this.rate ?? 16_000));
      this.drawLine();
    } catch (why) {
      this.say(why.message);
    }
  }

  async talk() {
    try {
      if (this.phone.speaks) this.phone.hush();
      else await this.phone.speak();
      this.say(this.phone.speaks ? t('mic_on') : t('mic_off'));
    } catch (why) {
      this.say(t('mic_failed', { why: why.message }));
    }
    this.drawLine();
  }

  drawLine() {
    if (!this.line) return;
    const call = this.call;
    const focused = this.line.contains(document.activeElement);
    this.line.dataset.state = call?.state ?? 'idle';
    if (!call) {
      this.scope.stop();
      return clear(this.line, this.bell(), h('h2', { class: 'state' }, t('idle')), h('p', { class: 'muted' }, t('idle_text')));
    }
    this.clock = h('span', { class: 'clock' });
    const title = call.state === 'ringing' && call.direction === 'incoming' ? 'incoming' : call.state;
    clear(this.line,
      h('div', { class: 'who' }, this.bell(), h('div', {}, h('h2', { class: 'state', id: 'state', tabindex: '-1' }, t(title)), h('p', { class: 'peer' }, shownNumber(call.number ?? ''))), this.clock),
      this.steps(call), this.soundPart(call), this.buttons(call));
    this.drawClock();
    if (focused) this.line.querySelector('.state')?.focus(); // what had it is gone, or means something else now
    if (this.phone.socket) this.scope.start();
    else this.scope.stop();
  }

  bell() {
    return h('div', { class: 'bell' }, icon(this.call?.direction === 'incoming' ? icons.incoming : icons.phone));
  }

  drawClock() {
    if (!this.clock || !this.call) return;
    const { acceptedAt: from, endedAt, answered = 0 } = this.call;
    const length = endedAt ? Date.parse(endedAt) - Date.parse(from) : Date.now() - answered;
    const seconds = Math.max(0, Math.floor(length / 1000));
    this.clock.textContent = from ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : '';
  }

  steps(call) {
    const done = { dialling: 0, ringing: 1, active: 2, ended: 3, failed: 3 }[call.state] ?? 0;
    const skipped = (i) => i === 2 && done === 3 && !call.acceptedAt;
    return h('ol', { class: 'steps' }, STEPS.map((name, i) => h('li', { class: skipped(i) ? 'skipped' : i <= done ? 'done' : '', 'aria-current': i === done ? 'step' : null }, t(name))));
  }

  soundPart(call) {
    if (call.state !== 'active') return call.errorMessage ? h('p', { class: 'warn' }, call.errorMessage) : null;
    this.figures = h('p', { class: 'figures' });
    this.takeLevels(this.levels ?? {});
    return h('div', { class: 'sound' }, this.scope.element(t('sound'), t('them'), t('you')), this.figures);
  }

  takeLevels(levels) {
    this.levels = levels;
    this.scope?.add(levels.heard ?? 0, levels.spoken ?? 0);
    if (!this.figures) return;
    const { received = 0, sent = 0, depth = 0, target = 0, underruns = 0 } = levels;
    Object.assign(this.dataset, { received, sent, underruns, rms: (levels.rms ?? 0).toFixed(4), spoken: (levels.spoken ?? 0).toFixed(4) });
    this.figures.textContent = `${t('frames_in')} ${received} · ${t('frames_out')} ${sent} · ${t('buffer')} ${depth}/${target} ms · ${t('gaps')} ${underruns}`;
  }

  buttons(call) {
    if (over(call)) return null;
    const out = (what, text, kind, path) => h('button', { class: kind, id: what, onclick: () => this.act(what) }, icon(path), t(text));
    if (call.state === 'ringing' && call.direction === 'incoming')
      return h('div', { class: 'row' }, out('answer', 'answer', 'go', icons.phone), out('reject', 'reject', 'end', icons.down));
    if (call.state === 'dialling') return null;
    const url = h('input', { type: 'url', id: 'media', placeholder: 'https://example.com/ola.mp3', 'aria-label': t('play_url') });
    const play = (event) => (event.preventDefault(), url.value && this.act('play', { media_url: url.value }));
    const rates = [8_000, 16_000, 24_000, 48_000].map((one) => h('option', { value: one, selected: one === (this.rate ?? 16_000) }, `${one / 1000} kHz`));
    return [
      h('div', { class: 'row' },
        call.state === 'active' ? h('button', { id: 'speak', class: this.phone.speaks ? 'on' : '', 'aria-pressed': String(this.phone.speaks), disabled: !this.phone.socket, onclick: () => this.talk() }, icon(icons.mic), t(this.phone.speaks ? 'mute' : 'speak')) : null,
        out('hangup', 'hang_up', 'end', icons.down)),
      call.state === 'active' ? h('form', { class: 'row play', onsubmit: play }, url, h('button', {}, t('play'))) : null,
      call.state === 'active' ? h('label', { class: 'pick small' }, t('rate'), h('select', { onchange: (event) => this.changeRate(Number(event.target.value)) }, rates)) : null,
    ];
  }

  /** The vendor does not say at which rate it sends: what sounds too high or too low is tried at another. */
  changeRate(rate) {
    this.rate = rate;
    this.phone.close();
    if (this.call) this.listen(this.call);
  }

  drawCalls() {
    if (!this.history) return;
    const text = JSON.stringify([this.calls, this.call?.callId]);
    if (text === this.drawn) return;
    this.drawn = text;
    const row = (call) =>
      h('li', { class: call.state }, icon(call.direction === 'incoming' ? icons.incoming : icons.outgoing),
        h('button', { class: 'link', 'aria-label': t('call_again', { number: shownNumber(call.number ?? '') }), onclick: () => ((this.field.value = shownNumber(call.number ?? '')), this.field.focus()) }, shownNumber(call.number ?? '')),
        over(call) || call.callId === this.call?.callId ? null : h('button', { class: 'chip', onclick: () => this.open(call) }, t('open_call')),
        h('span', { class: 'muted' }, call.createdAt ? time(call.createdAt) : ''), h('span', { class: 'tag' }, t(`word_${call.state}`)));
    clear(this.history, h('h2', {}, t('calls')), this.calls.length > 0 ? h('ol', {}, this.calls.slice(0, 8).map(row)) : h('p', { class: 'muted' }, t('no_calls')));
  }
}
customElements.define('ramal-dialler', Dialler);
