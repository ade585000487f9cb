// The dialler's resampler and jitter buffer, without a browser: a tone keeps its energy through both directions, a gap is
// counted and makes the buffer longer, steadiness makes it shorter.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const { Converter, JitterBuffer } = await import(pathToFileURL(`${process.env.UI}/resampler.js`).href);
const tone = (rate, hertz, length) => Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / rate));
const rms = (samples) => Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
const decibels = (a, b) => 20 * Math.log10(a / b);

function converted(samples, from, to) {
  const made = [];
  const converter = new Converter(from, to);
  for (let i = 0; i < samples.length; i += 128) converter.push(samples.subarray(i, i + 128), (one) => made.push(one));
  return made.slice(200, -200);
}

for (const rate of [44_100, 48_000, 96_000, 16_000])
  for (const hertz of [200, 440, 1_000, 3_400, 6_000]) {
    const made = converted(tone(rate, hertz, rate), rate, 16_000);
    assert(Math.abs(decibels(rms(made), 0.5 / Math.SQRT2)) < 0.5, `${rate} Hz to 16 kHz, ${hertz} Hz: ${rms(made)}`);
  }
// what 16 kHz cannot hold must not come back as another tone
assert(decibels(rms(converted(tone(48_000, 11_000, 48_000), 48_000, 16_000)), 0.5 / Math.SQRT2) < -40);

function frames(samples, size) {
  const made = [];
  for (let i = 0; i + size <= samples.length; i += size) made.push(Int16Array.from(samples.subarray(i, i + size), (one) => one * 32_767));
  return made;
}

// 20 ms in, 20 ms out, as a network without faults gives them
const buffer = new JitterBuffer(16_000, 48_000);
const out = new Float32Array(960);
const played = [];
for (const frame of frames(tone(16_000, 440, 64_000), 320)) {
  buffer.push(frame);
  buffer.pull(out);
  played.push(...out);
}
assert.equal(buffer.underruns, 0);
assert(buffer.depth >= 30 && buffer.depth <= 90, `${buffer.depth} ms wait`);
assert(Math.abs(decibels(rms(played.slice(24_000)), 0.5 / Math.SQRT2)) < 0.5);

// a pause of the network: counted once, and then more is kept back
for (let i = 0; i < 10; i++) buffer.pull(out);
assert.equal(buffer.underruns, 1);
assert.equal(buffer.target, 100);
assert(rms(out) < 0.001, 'silence in a gap');
// never more than 240 ms, whatever happens
for (let gap = 0; gap < 20; gap++) {
  for (const frame of frames(tone(16_000, 440, 320 * 13), 320)) buffer.push(frame);
  for (let i = 0; i < 30; i++) buffer.pull(out);
}
assert.equal(buffer.target, 240);
// ten seconds without a gap: less again
for (let i = 0; i < 1_100; i++) {
  buffer.push(frames(tone(16_000, 440, 320), 320)[0]);
  buffer.pull(out);
}
assert(buffer.target < 240, `${buffer.target} ms`);
// a burst is not played late
for (const frame of frames(tone(16_000, 440, 32_000), 320)) buffer.push(frame);
assert(buffer.depth <= buffer.target + 251, `${buffer.depth} ms wait`);
