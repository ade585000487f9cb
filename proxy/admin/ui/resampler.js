// Sound from one rate to another: a window of the sinc function, from a table. Pure: the worklet and the tests use it.

const PHASES = 128;
const REACH = 8; // zero crossings on each side

export class Resampler {
  /** @param {number} from @param {number} to rates in Hz */
  constructor(from, to) {
    this.step = from / to;
    const cutoff = Math.min(1, to / from) * 0.95;
    this.half = Math.ceil(REACH / cutoff);
    this.taps = 2 * this.half;
    this.table = new Float32Array((PHASES + 1) * this.taps);
    for (let phase = 0; phase <= PHASES; phase++) {
      let sum = 0;
      for (let tap = 0; tap < this.taps; tap++) {
        const x = tap - this.half + 1 - phase / PHASES;
        const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / this.half);
        const value = x === 0 ? cutoff : Math.sin(Math.PI * x * cutoff) / (Math.PI * x);
        sum += this.table[phase * this.taps + tap] = Math.abs(x) >= this.half ? 0 : value * window;
      }
      for (let tap = 0; tap < this.taps; tap++) this.table[phase * this.taps + tap] /= sum;
    }
  }

  /**
   * The value at a place between samples. `ring`: its size is a power of two.
   * @param {Float32Array} ring @param {number} place
   */
  at(ring, place) {
    const whole = Math.floor(place);
    const row = Math.round((place - whole) * PHASES) * this.taps;
    const mask = ring.length - 1;
    let sum = 0;
    for (let tap = 0; tap < this.taps; tap++) sum += ring[(whole + tap - this.half + 1) & mask] * this.table[row + tap];
    return sum;
  }
}

/** What comes in at one rate and is wanted at another, as it comes. */
export class Converter {
  constructor(from, to) {
    this.resampler = new Resampler(from, to);
    this.ring = new Float32Array(8192);
    this.written = 0;
    this.place = 0;
  }

  /** @param {Float32Array} samples @param {(sample: number) => void} take */
  push(samples, take) {
    for (const sample of samples) this.ring[this.written++ & (this.ring.length - 1)] = sample;
    for (; this.place + this.resampler.half < this.written; this.place += this.resampler.step)
      take(this.resampler.at(this.ring, this.place));
  }
}

/**
 * Frames as the network gives them, samples as the sound card takes them. It waits until `target` ms are there, more of
 * them after each gap (60 to 240), fewer after ten seconds without one; drift of the clocks is met by playing half a
 * percent faster or slower.
 */
export class JitterBuffer {
  constructor(from, to) {
    this.rate = from;
    this.resampler = new Resampler(from, to);
    this.ring = new Float32Array(65_536);
    this.written = 0;
    this.place = 0;
    this.target = 60;
    this.playing = false;
    this.underruns = 0;
    this.steady = 0; // samples since the last gap
    this.gain = 0;
  }

  /** Milliseconds that wait. */
  get depth() {
    return ((this.written - this.place) * 1000) / this.rate;
  }

  /** @param {Int16Array} frame */
  push(frame) {
    for (const sample of frame) this.ring[this.written++ & (this.ring.length - 1)] = sample / 32_768;
    if (this.depth > this.target + 250) this.place = this.written - (this.target * this.rate) / 1000;
  }

  /** @param {Float32Array} out */
  pull(out) {
    if (!this.playing && this.depth >= this.target) this.playing = true;
    const speed = this.resampler.step * (1 + Math.max(-0.005, Math.min(0.005, (this.depth - this.target) / 20_000)));
    for (let i = 0; i < out.length; i++) {
      if (this.playing && this.place + this.resampler.half >= this.written) this.#gap();
      this.gain += ((this.playing ? 1 : 0) - this.gain) * 0.02; // no clicks
      out[i] = this.playing ? this.resampler.at(this.ring, this.place) * this.gain : 0;
      if (this.playing) this.place += speed;
    }
    this.steady += out.length * this.resampler.step;
    if (this.steady > 10 * this.rate) {
      this.target = Math.max(60, this.target - 20);
      this.steady = 0;
    }
  }

  #gap() {
    this.playing = false;
    this.underruns++;
    this.steady = 0;
    this.gain = 0;
    this.target = Math.min(240, this.target + 40);
  }
}
