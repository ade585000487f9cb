// Press a number, hear the call.
import { change, read } from './api.js';
import { over } from './call.js';
import { clear, h } from './dom.js';
import { confirmCall, drawCalls, handset } from './handset.js';
import { t } from './i18n.js';
import { Line } from './line.js';
import { Phone } from './phone.js';
import './tail.js';

// ms between two looks at the calls
const QUICK = 900;
const SLOW = 2500;
// The call in hand, while somebody looks at another view.
let left = null;

/** Of one press of a button: a browser sends a request again by itself when a connection breaks, as it does at a restart. */
const newOrder = () => [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join('-');

class Dialler extends HTMLElement {
  phone = new Phone();
  /** @type {any} the call in hand */
  call = null;
  /** @type {any[]} */
  calls = [];
  /** @type {{ name: string, number: string, usable: boolean }[]} */
  keys = [];
  key = '';
  demo = false;
  order_prefix = ''; // of the program that runs now
  /** @type {any} the number, an input */
  field = null;
  #timer = 0;
  #asking = false;

  async connectedCallback() {
    this.phone.addEventListener('levels', (event) => this.line?.takeLevels(/** @type {CustomEvent} */ (event).detail));
    this.phone.addEventListener('state', () => this.line?.draw());
    this.onVisible = () => document.hidden || this.look();
    document.addEventListener('visibilitychange', this.onVisible);
    this.onKey = (event) => this.typed(event);
    document.addEventListener('keydown', this.onKey);
    try {
      Object.assign(this, await read('/api/dial/keys'));
    } catch (why) {
      return clear(
        this,
        h(
          'section',
          { class: 'card empty' },
          h('h1', {}, t('dialler')),
          h('p', {}, why.code === 'DIALLER_OFF' || why.status === 404 ? t('dialler_off') : why.message),
        ),
      );
    }
    this.key = left?.key ?? this.keys.find((one) => one.usable)?.name ?? '';
    this.call = left?.call ?? null;
    this.draw();
    if (this.key) this.look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.onVisible);
    document.removeEventListener('keydown', this.onKey);
    this.line?.scope.stop();
    this.phone.close();
    left = this.key
      ? { key: this.key, call: this.call && !over(this.call) ? { ...this.call, heard: null } : null }
      : null;
  }

  draw() {
    this.line = new Line(this);
    this.said = h('p', { class: 'said', role: 'status', 'aria-live': 'polite' });
    this.history = h('section', { class: 'card calls', 'aria-label': t('calls') });
    clear(
      this,
      h('h1', { class: 'unseen' }, t('dialler')),
      handset(this),
      h('div', { class: 'column' }, this.line.root, this.said, this.history),
      h('ramal-tail'),
    );
    this.line.draw();
    drawCalls(this);
  }

  choose(name) {
    this.key = name;
    this.calls = [];
    this.call = null;
    this.phone.close();
    this.line?.draw();
    this.look();
  }

  press(one) {
    this.field.value += one;
    this.phone.key(one).catch(() => {});
  }

  /** Digits that are typed anywhere go to the number. */
  typed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.field || !/^[0-9+*#]$/.test(event.key)) return;
    if (
      event.target instanceof HTMLInputElement ||
      event.target instanceof HTMLSelectElement ||
      event.target instanceof HTMLTextAreaElement
    )
      return;
    this.press(event.key);
  }

  say(text) {
    if (this.said) this.said.textContent = text;
  }

  /** An order, and what a bot would have been told: nothing if it was refused, which is then said. */
  async order(path, body) {
    try {
      const { status, body: told } = await change(`/api/dial${path}`, {
        key: this.key,
        order: this.order_prefix + newOrder(),
        ...body,
      });
      if (status < 400) return told;
      this.say(t('answers_code', { status, text: told?.error ?? told?.message ?? '' }));
    } catch (why) {
      this.say(why.message);
      if (why.code === 'PROGRAM_RESTARTED') await this.learnPrefix();
    }
    return null;
  }

  /** For the next press: this one is not made again by itself, since the call may have been made. */
  async learnPrefix() {
    try {
      this.order_prefix = (await read('/api/dial/keys')).order_prefix;
    } catch {
      // the next press says it
    }
  }

  async start() {
    const number = this.field.value.trim();
    if (!number || !this.key || (this.call && !over(this.call)) || this.#asking) return;
    if (!this.demo && !(await confirmCall(this, number))) return;
    this.#asking = true;
    this.say('');
    await this.phone.wake().catch(() => {});
    this.call = { state: 'dialling', direction: 'outgoing', number };
    this.line?.draw();
    const made = await this.order('', { number });
    this.#asking = false;
    this.call = made;
    this.follow();
    if (made) this.look();
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
    drawCalls(this);
    if (this.#asking) return;
    const own = this.call && calls.find((one) => one.callId === this.call.callId);
    const before = this.call?.state;
    if (own) this.call = { ...this.call, ...own };
    // Calls that a bot makes with this key are its own: of others only one that comes in is for the person here.
    const comes = calls.find((one) => one.state === 'ringing' && one.direction === 'incoming');
    if (comes && (!this.call || over(this.call))) this.call = { ...comes };
    if (this.call?.state !== before || (this.call && !own) || this.call?.heard === null) this.follow();
    else this.line.drawClock();
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
    this.line?.draw();
  }

  async listen(call) {
    call.heard = call.callId; // once: a token opens one connection
    const told = await this.order('/session', { call_id: call.callId, mode: 'talk' });
    const url = told?.wsUrl ?? told?.data?.wsUrl;
    if (!url) return;
    try {
      await this.phone.open(url, Number(told.sampleRate ?? this.rate ?? 16_000));
      this.line?.draw();
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
    this.line?.draw();
  }

  /** The vendor does not say at which rate it sends: what sounds too high or too low is tried at another. */
  changeRate(rate) {
    this.rate = rate;
    this.phone.close();
    if (this.call) this.listen(this.call);
  }
}
customElements.define('ramal-dialler', Dialler);
