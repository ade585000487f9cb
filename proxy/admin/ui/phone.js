// A call's sound: the media WebSocket on one side, loudspeaker and microphone on the other; and a phone's own tones.

const LIMIT = 64 * 1024; // bytes that wait to be sent: beyond it the network is too slow, and frames are dropped

export class Phone extends EventTarget {
  /** @type {AudioContext | null} */
  context = null;
  /** @type {WebSocket | null} */
  socket = null;
  #node = null;
  #microphone = null;
  #ring = null;
  counts = { received: 0, sent: 0, dropped: 0 };

  /** By a person's touch alone: browsers let no page make noise by itself. */
  async wake() {
    this.context ??= new AudioContext({ latencyHint: 'interactive' });
    if (this.context.state !== 'running') await this.context.resume();
    return this.context;
  }

  /** The two tones of a key. */
  async key(name) {
    const rows = ['123', '456', '789', '*0#'];
    const row = rows.findIndex((one) => one.includes(name));
    if (row < 0) return;
    await this.#tone([[697, 770, 852, 941][row], [1209, 1336, 1477][rows[row].indexOf(name)]], 0.12, 0.06);
  }

  async #tone(frequencies, seconds, loud) {
    const context = await this.wake();
    const gain = new GainNode(context, { gain: 0 });
    const now = context.currentTime;
    gain.gain.setTargetAtTime(loud, now, 0.005);
    gain.gain.setTargetAtTime(0, now + seconds, 0.01);
    gain.connect(context.destination);
    for (const frequency of frequencies) {
      const source = new OscillatorNode(context, { frequency });
      source.connect(gain);
      source.start(now);
      source.stop(now + seconds + 0.1);
    }
  }

  /** What a caller hears while it rings there (425 Hz, as in Brazil), or a phone's bell here. '' ends it. */
  ring(what) {
    if (this.#ring?.what === what) return;
    clearInterval(this.#ring?.timer);
    this.#ring = null;
    if (!what) return;
    const once = () =>
      (what === 'out' ? this.#tone([425], 1, 0.05) : this.#tone([480, 620], 0.8, 0.07)).catch(() => {});
    once();
    this.#ring = { what, timer: setInterval(once, what === 'out' ? 5000 : 2500) };
  }

  /** @param {string} url @param {number} rate in Hz */
  async open(url, rate) {
    const context = await this.wake();
    if (!context.audioWorklet) throw new Error('no AudioWorklet: this is no secure context');
    await context.audioWorklet.addModule('/ui/worklet.js');
    this.close();
    this.counts = { received: 0, sent: 0, dropped: 0 };
    this.#node = new AudioWorkletNode(context, 'ramal-phone', {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [1],
      processorOptions: { rate },
    });
    this.#node.connect(context.destination);
    this.#node.port.onmessage = ({ data }) => (data.frame ? this.#send(data.frame) : this.#tell('levels', data));
    const socket = (this.socket = new WebSocket(url));
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string' || socket !== this.socket) return;
      this.counts.received++;
      this.#node?.port.postMessage(data, [data]);
    };
    socket.onopen = () => this.#tell('state', { open: true });
    socket.onclose = () => {
      if (socket === this.socket) this.close();
      this.#tell('state', { open: false });
    };
  }

  #send(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > LIMIT) return void this.counts.dropped++;
    this.socket.send(frame);
    this.counts.sent++;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail: { ...detail, ...this.counts } }));
  }

  get speaks() {
    return this.#microphone !== null;
  }

  /** Asks for the microphone. The engine echoes in the demo, so its own echo is taken out. */
  async speak() {
    if (!navigator.mediaDevices) throw new Error('no microphone: this is no secure context');
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
    });
    if (!this.#node || !this.context) return stream.getTracks().forEach((track) => track.stop());
    const source = this.context.createMediaStreamSource(stream);
    source.connect(this.#node);
    this.#microphone = { stream, source };
  }

  hush() {
    this.#microphone?.source.disconnect();
    this.#microphone?.stream.getTracks().forEach((track) => track.stop());
    this.#microphone = null;
  }

  close() {
    this.ring('');
    this.hush();
    this.#node?.disconnect();
    this.#node?.port.close();
    this.#node = null;
    const socket = this.socket;
    this.socket = null;
    if (socket && socket.readyState < WebSocket.CLOSING) socket.close();
  }
}
