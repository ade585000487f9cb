// The rows of the inspector as they come: one stream for the whole page, closed while nobody looks.
import { read, stream } from './api.js';

const MOST = 500;
const AGAIN = 2_000;

class Feed extends EventTarget {
  /** @type {any[]} */
  rows = [];
  next = 0;
  inspector = { on: false, until: null };
  /** 'off' (nobody looks), 'live', 'waiting', 'none' (the gateway has no inspector) */
  state = 'off';
  #users = 0;
  #ends = null;
  #drawn = false;

  constructor() {
    super();
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#stop() : this.#run()));
  }

  use() {
    this.#users++;
    this.#run();
  }

  leave() {
    if (--this.#users === 0) this.#stop();
  }

  clear() {
    this.rows = [];
    this.#changed();
  }

  #stop() {
    this.#ends?.abort();
    this.#ends = null;
  }

  async #run() {
    if (this.#ends || this.#users === 0 || document.hidden) return;
    const ends = (this.#ends = new AbortController());
    while (!ends.signal.aborted) {
      try {
        await this.#catchUp();
        await stream(this.next, (name, data) => this.#take(name, data), ends.signal);
      } catch (why) {
        this.state = why.status === 404 ? 'none' : 'waiting';
      }
      if (this.state === 'live') this.state = 'waiting';
      this.#changed();
      if (this.state === 'none') return void (this.#ends = null);
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }

  async #catchUp() {
    const { inspector, requests, next } = await read(`/api/requests?since=${this.next}&n=${MOST}`);
    if (next < this.next) this.rows = []; // the program has begun anew
    requests.forEach((row) => this.#add(row));
    Object.assign(this, { inspector, next, state: 'live' });
    this.#changed();
  }

  #take(name, data) {
    if (name === 'hello') {
      this.inspector = data.inspector;
      this.state = 'live';
    } else if (name === 'request') this.#add(data);
    this.#changed();
  }

  #add(row) {
    if (this.rows.length > 0 && row.seq <= this.rows[this.rows.length - 1].seq) return;
    this.rows.push(row);
    this.next = Math.max(this.next, row.seq);
    if (this.rows.length > MOST) this.rows.splice(0, this.rows.length - MOST);
  }

  #changed() {
    if (this.#drawn) return;
    this.#drawn = true;
    requestAnimationFrame(() => {
      this.#drawn = false;
      this.dispatchEvent(new Event('change'));
    });
  }
}

export const feed = new Feed();
