/**
 * The sound of one call: counts what arrives, speaks a tone, and sends DTMF as RTP events (RFC
 * 4733).
 */

import { createSocket, type Socket } from 'node:dgram';
import { decodeMuLaw, frameSamples, shareOf, silentFrame, toneFrame } from './sip-tone.ts';

export class SipMedia {
  /** RTP packets that came in, and of these the ones with sound in them (not all bytes alike). */
  packets = 0;
  loudPackets = 0;
  /** Keys that came in. */
  keys = '';
  /** Silence is sent in place of the tone. */
  muted = false;
  readonly port: number;
  readonly #socket: Socket;
  readonly #address: string;
  /** The last 100 ms that came in, as samples, and when the last of them did. */
  #heard: number[] = [];
  #heardAt = 0;
  #keyStamp: number | undefined;
  #speaking: NodeJS.Timeout | undefined;
  #sequence = 1;
  #stamp = 0;
  #remote: { address: string; port: number } | undefined;

  private constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.#address = address;
    this.port = socket.address().port;
    socket.on('message', (packet) => this.#take(packet));
    socket.on('error', () => {});
  }

  static open(address: string): Promise<SipMedia> {
    return new Promise((resolve, reject) => {
      const socket = createSocket('udp4').once('error', reject);
      socket.bind(0, address, () => resolve(new SipMedia(socket, address)));
    });
  }

  /** Our side of the offer or answer; `direction` is `sendrecv` or, for hold, `sendonly`. */
  describe(direction = 'sendrecv'): string {
    return [
      'v=0',
      `o=phone 1 ${this.#sequence++} IN IP4 ${this.#address}`,
      's=-',
      `c=IN IP4 ${this.#address}`,
      't=0 0',
      `m=audio ${this.port} RTP/AVP 0 101`,
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      `a=${direction}`,
      '',
    ].join('\r\n');
  }

  /** Takes the other side's address from its description. */
  aim(description: string): void {
    const port = Number(/^m=audio (\d+)/m.exec(description)?.[1] ?? 0);
    const address = /^c=IN IP4 (\S+)/m.exec(description)?.[1];
    if (address !== undefined && port > 0) this.#remote = { address, port };
  }

  /** One key, 100 ms long: three updates and the end three times, as phones do. */
  press(key: string): void {
    const event = '0123456789*#ABCD'.indexOf(key);
    if (event < 0) throw new Error(`no such key: ${key}`);
    if (this.#remote === undefined) throw new Error('no call to press a key in');
    // Keys pressed in a row do not overlap.
    this.#stamp = Math.max(this.#stamp + 2400, Math.floor(performance.now() * 8));
    const stamp = this.#stamp >>> 0;
    for (let n = 0; n < 6; n++) {
      const packet = Buffer.alloc(16);
      packet.writeUInt8(0x80, 0);
      packet.writeUInt8((n === 0 ? 0x80 : 0) | 101, 1);
      packet.writeUInt16BE(this.#sequence++ & 0xffff, 2);
      packet.writeUInt32BE(stamp, 4);
      packet.writeUInt32BE(0x7e57_0001, 8);
      packet.writeUInt8(event, 12);
      packet.writeUInt8((n > 2 ? 0x80 : 0) | 10, 13);
      packet.writeUInt16BE(Math.min(n + 1, 4) * 200, 14);
      this.#socket.send(packet, this.#remote.port, this.#remote.address);
    }
  }

  /** Sends this tone from now on, so that others can tell us from music. */
  speak(hertz: number): void {
    let stamp = 0;
    this.#speaking ??= setInterval(() => {
      if (this.#remote === undefined) return;
      const packet = Buffer.alloc(12 + frameSamples);
      packet.writeUInt16BE(0x8000, 0);
      packet.writeUInt16BE(this.#sequence++ & 0xffff, 2);
      packet.writeUInt32BE(stamp, 4);
      packet.writeUInt32BE(0x7e57_0001, 8);
      packet.set(this.muted ? silentFrame : toneFrame(hertz, stamp), 12);
      stamp += frameSamples;
      this.#socket.send(packet, this.#remote.port, this.#remote.address);
    }, 20);
  }

  /**
   * What comes in now: one of these tones and hardly anything else, something else, or nothing to
   * hear.
   */
  hears(tones: readonly number[]): number | 'other' | 'silence' {
    if (performance.now() - this.#heardAt > 200 || !this.#heard.some((s) => Math.abs(s) > 100)) {
      return 'silence';
    }
    return tones.find((hertz) => shareOf(this.#heard, hertz) > 0.8) ?? 'other';
  }

  /** Which of these tones are in what comes in now, beside each other. */
  tones(tones: readonly number[]): number[] {
    if (performance.now() - this.#heardAt > 200) return [];
    return tones.filter((hertz) => shareOf(this.#heard, hertz) > 0.08);
  }

  close(): void {
    clearInterval(this.#speaking);
    this.#socket.close();
  }

  /** RFC 4733: one key is several packets with one time stamp. */
  #takeKey(packet: Buffer): void {
    const stamp = packet.readUInt32BE(4);
    if ((packet.readUInt8(1) & 0x7f) !== 101 || stamp === this.#keyStamp) return;
    this.#keyStamp = stamp;
    this.keys += '0123456789*#ABCD'[packet.readUInt8(12)] ?? '';
  }

  #take(packet: Buffer): void {
    if (packet.length <= 12) return;
    this.packets++;
    this.#takeKey(packet);
    if ((packet.readUInt8(1) & 0x7f) === 0) {
      this.#heardAt = performance.now();
      this.#heard.push(...[...packet.subarray(12)].map(decodeMuLaw));
      this.#heard.splice(0, this.#heard.length - 5 * frameSamples);
    }
    if (packet.subarray(13).some((byte) => byte !== packet[12])) this.loudPackets++;
  }
}
