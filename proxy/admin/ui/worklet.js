// The sound's thread: what the engine sends is played, what the microphone hears becomes frames of 20 ms.
import { Converter, JitterBuffer } from './resampler.js';

const REPORT = 2_400; // samples at the context's rate between two reports

class RamalPhone extends AudioWorkletProcessor {
  constructor(options) {
    super();
    const { rate } = options.processorOptions;
    this.heard = new JitterBuffer(rate, sampleRate);
    this.spoken = new Converter(sampleRate, rate);
    this.frame = new Int16Array(rate / 50);
    this.filled = 0;
    this.levels = { heard: 0, spoken: 0, samples: 0, energy: 0 };
    this.port.onmessage = ({ data }) => this.heard.push(new Int16Array(data));
  }

  process([microphone], [speaker]) {
    const out = speaker[0];
    this.heard.pull(out);
    for (let i = 1; i < speaker.length; i++) speaker[i].set(out);
    if (microphone.length > 0) this.spoken.push(microphone[0], (sample) => this.#speak(sample));
    for (const sample of out) {
      this.levels.heard = Math.max(this.levels.heard, Math.abs(sample));
      this.levels.energy += sample * sample;
    }
    this.levels.samples += out.length;
    if (this.levels.samples >= REPORT) this.#report();
    return true;
  }

  #speak(sample) {
    const whole = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
    this.levels.spoken = Math.max(this.levels.spoken, Math.abs(sample));
    this.frame[this.filled++] = whole;
    if (this.filled < this.frame.length) return;
    this.port.postMessage({ frame: this.frame.slice().buffer });
    this.filled = 0;
  }

  #report() {
    const { heard, spoken, energy, samples } = this.levels;
    this.port.postMessage({
      heard,
      spoken,
      rms: Math.sqrt(energy / samples),
      depth: Math.round(this.heard.depth),
      target: this.heard.target,
      underruns: this.heard.underruns,
    });
    this.levels = { heard: 0, spoken: 0, samples: 0, energy: 0 };
  }
}

registerProcessor('ramal-phone', RamalPhone);
