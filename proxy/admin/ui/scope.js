// What one hears and says, as it was during the last seconds: the engine above the line, you below it.
import { h } from './dom.js';

const BARS = 120;

export class Scope {
  #heard = new Float32Array(BARS);
  #spoken = new Float32Array(BARS);
  #frame = 0;
  #isNew = true; // since the last drawing
  #canvas = h('canvas', { width: 720, height: 120, role: 'img' });
  #them = h('span', { class: 'them' });
  #you = h('span', { class: 'you' });

  element(label, them, you) {
    this.#canvas.setAttribute('aria-label', label);
    this.#them.textContent = them;
    this.#you.textContent = you;
    return h('figure', { class: 'scope' }, this.#canvas, h('figcaption', {}, this.#them, this.#you));
  }

  add(heard, spoken) {
    this.#heard.copyWithin(0, 1);
    this.#spoken.copyWithin(0, 1);
    this.#heard[BARS - 1] = heard;
    this.#spoken[BARS - 1] = spoken;
    this.#isNew = true;
  }

  start() {
    if (this.#frame) return;
    const draw = () => {
      if (this.#isNew) this.#draw();
      this.#frame = requestAnimationFrame(draw);
    };
    draw();
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#heard.fill(0);
    this.#spoken.fill(0);
  }

  #draw() {
    const { width, height } = this.#canvas;
    const context = this.#canvas.getContext('2d');
    const [heard, spoken] = [this.#them, this.#you].map((name) => getComputedStyle(name).color); // of the caption
    this.#isNew = false;
    const middle = height / 2;
    context.clearRect(0, 0, width, height);
    const step = width / BARS;
    for (let i = 0; i < BARS; i++) {
      const up = Math.max(1, Math.sqrt(this.#heard[i]) * (middle - 2));
      const down = Math.max(1, Math.sqrt(this.#spoken[i]) * (middle - 2));
      context.fillStyle = heard;
      context.fillRect(i * step, middle - up, step - 2, up);
      context.fillStyle = spoken;
      context.fillRect(i * step, middle + 1, step - 2, down);
    }
  }
}
