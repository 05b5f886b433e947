/**
 * A SIP phone over UDP, for tests that need more than a script: registers, rings, answers, refuses,
 * dials, holds, presses keys, transfers. One phone may hold several calls.
 *
 *   const phone = await SipPhone.open({ user: '1001', password, address: '127.0.0.1', server: {
 *   address, port } }); await phone.register(); const call = await phone.incoming(); // rings await
 *   call.answer(); ... await call.hangUp(); await phone.close();
 */

import { createSocket, type Socket } from 'node:dgram';
import { SipCall } from './sip-call.ts';
import { SipMedia } from './sip-media.ts';
import {
  answerChallenge,
  formatSip,
  freshTag,
  header,
  methodOf,
  parseSip,
  type SipMessage,
  statusOf,
} from './sip-message.ts';

export interface PhoneOptions {
  readonly user: string;
  readonly password?: string;
  /** Where the phone is: a loopback address. Its port is chosen. */
  readonly address: string;
  readonly server: { readonly address: string; readonly port: number };
  /** Each new call: the phone rings already; what else it does. Default: it goes on ringing. */
  readonly onCall?: (call: SipCall) => void;
  /** Its voice: a tone it sends in every call. Absent: it is silent. */
  readonly hertz?: number;
}

type Headers = readonly (readonly [string, string])[];

export class SipPhone {
  readonly user: string;
  /** Every call so far, in order. */
  readonly calls: SipCall[] = [];
  readonly #options: PhoneOptions;
  readonly #socket: Socket;
  /** Answers awaited, by branch. */
  readonly #waiting = new Map<string, (answer: SipMessage) => void>();
  readonly #awaited: ((call: SipCall) => void)[] = [];
  readonly #unseen: SipCall[] = [];
  /** Ends each request that has no answer yet. */
  readonly #open = new Set<(outcome: Error) => void>();

  private constructor(options: PhoneOptions, socket: Socket) {
    this.user = options.user;
    this.#options = options;
    this.#socket = socket;
    socket.on('message', (bytes) => {
      const message = parseSip(bytes.toString());
      if (message !== undefined) this.#take(message);
    });
  }

  static open(options: PhoneOptions): Promise<SipPhone> {
    return new Promise((resolve, reject) => {
      const socket = createSocket('udp4').once('error', reject);
      socket.bind(0, options.address, () => resolve(new SipPhone(options, socket)));
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** What others reach it by. */
  get contact(): string {
    return `<sip:${this.user}@${this.#options.address}:${this.port}>`;
  }

  /** Rejects when the switch refuses. `seconds` 0 signs the phone off. */
  async register(seconds = 600): Promise<void> {
    const { address, port } = this.#options.server;
    const uri = `sip:${address}:${port}`;
    const who = `<sip:${this.user}@${address}:${port}>`;
    const headers: Headers = [
      ['From', `${who};tag=${freshTag()}`],
      ['To', who],
      ['Call-ID', freshTag()],
      ['Contact', this.contact],
      ['Expires', String(seconds)],
    ];
    const answer = await this.request('REGISTER', uri, 1, headers);
    if (statusOf(answer) !== 200) throw new Error(`REGISTER of ${this.user}: ${answer.start}`);
  }

  /** The next call that rings here; one that rings already and was not asked for comes first. */
  incoming(timeoutMs = 10_000): Promise<SipCall> {
    const ringing = this.#unseen.shift();
    if (ringing !== undefined) return Promise.resolve(ringing);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#awaited.splice(this.#awaited.indexOf(take), 1);
        reject(new Error(`phone ${this.user} did not ring within ${timeoutMs} ms`));
      }, timeoutMs);
      const take = (call: SipCall): void => {
        clearTimeout(timer);
        resolve(call);
      };
      this.#awaited.push(take);
    });
  }

  /**
   * Dials; resolves when the other side answers or refuses: see the call's `state` and `status`.
   */
  async dial(extension: string, name = `Phone ${this.user}`): Promise<SipCall> {
    const { address, port } = this.#options.server;
    const call = new SipCall(this, await this.#openMedia(), {
      id: freshTag(),
      local: `"${name}" <sip:${this.user}@${this.#options.address}:${this.port}>;tag=${freshTag()}`,
      remote: `<sip:${extension}@${address}:${port}>`,
      target: `sip:${extension}@${address}:${port}`,
    });
    this.calls.push(call);
    await call.invite();
    return call;
  }

  async #openMedia(): Promise<SipMedia> {
    const media = await SipMedia.open(this.#options.address);
    if (this.#options.hertz !== undefined) media.speak(this.#options.hertz);
    return media;
  }

  /** Hangs nothing up: what is left of its calls is the test's to look at. */
  close(): Promise<void> {
    for (const call of this.calls) call.forget();
    for (const end of this.#open) end(new Error(`phone ${this.user} is closed`));
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  /**
   * Sends a request, answers a challenge, resolves with the final answer. Sent again twice a second
   * until answered.
   */
  async request(
    method: string,
    uri: string,
    sequence: number,
    headers: Headers,
    body = '',
    onProvisional: (answer: SipMessage, branch: string) => void = () => {},
  ): Promise<SipMessage> {
    const first = await this.#transact(method, uri, sequence, headers, body, onProvisional);
    const challenge = header(first, 'www-authenticate') || header(first, 'proxy-authenticate');
    const { password } = this.#options;
    if (challenge === '' || password === undefined) return first;
    const name = statusOf(first) === 407 ? 'Proxy-Authorization' : 'Authorization';
    const value = answerChallenge(challenge, { method, uri, user: this.user, password });
    const more: Headers = [...headers, [name, value]];
    return this.#transact(method, uri, sequence + 1, more, body, onProvisional);
  }

  send(text: string): void {
    const { address, port } = this.#options.server;
    this.#socket.send(text, port, address);
  }

  via(branch: string): string {
    return `SIP/2.0/UDP ${this.#options.address}:${this.port};branch=${branch}`;
  }

  #transact(
    method: string,
    uri: string,
    sequence: number,
    headers: Headers,
    body: string,
    onProvisional: (answer: SipMessage, branch: string) => void,
  ): Promise<SipMessage> {
    const branch = `z9hG4bK${freshTag()}`;
    const all: Headers = [
      ['Via', this.via(branch)],
      ...headers,
      ['CSeq', `${sequence} ${method}`],
      ['Max-Forwards', '70'],
    ];
    const text = formatSip(`${method} ${uri} SIP/2.0`, all, body);
    return new Promise((resolve, reject) => {
      const again = setInterval(() => this.send(text), 500);
      const limit = setTimeout(() => end(new Error(`no answer to ${method} ${uri}`)), 30_000);
      const end = (outcome: SipMessage | Error): void => {
        clearInterval(again);
        clearTimeout(limit);
        this.#waiting.delete(branch);
        this.#open.delete(end);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      this.#open.add(end);
      this.#waiting.set(branch, (answer) => {
        clearInterval(again);
        if (statusOf(answer) < 200) return onProvisional(answer, branch);
        if (method === 'INVITE' && statusOf(answer) >= 300) this.#acknowledge(uri, all, answer);
        end(answer);
      });
      this.send(text);
    });
  }

  /** A refused INVITE is acknowledged with its own branch. */
  #acknowledge(uri: string, sent: Headers, answer: SipMessage): void {
    const keep = sent
      .filter(([name]) => ['Via', 'From', 'Call-ID', 'Max-Forwards'].includes(name))
      .concat([
        ['To', header(answer, 'to')],
        ['CSeq', header(answer, 'cseq').replace('INVITE', 'ACK')],
      ]);
    this.send(formatSip(`ACK ${uri} SIP/2.0`, keep));
  }

  #take(message: SipMessage): void {
    const method = methodOf(message);
    if (method === undefined) {
      // The answer to a CANCEL says nothing of the INVITE, whose branch it bears.
      if (header(message, 'cseq').endsWith('CANCEL')) return;
      const branch = /branch=([^;]+)/.exec(header(message, 'via'))?.[1] ?? '';
      this.#waiting.get(branch)?.(message);
      return;
    }
    const id = header(message, 'call-id');
    const call = this.calls.find((each) => each.id === id);
    if (call !== undefined) call.takeRequest(method, message);
    else if (method === 'INVITE') void this.#ring(message);
    else if (method === 'NOTIFY' && header(message, 'event') === 'talk') this.#told(message);
    else if (method !== 'ACK') this.answer(message, '200 OK', []);
  }

  /** The switch says: answer. As telephones do that know `Event: talk`. */
  #told(notify: SipMessage): void {
    this.answer(notify, '200 OK', []);
    this.calls.find(({ state }) => state === 'ringing')?.answer();
  }

  /** Answers a request with its own headers and more. */
  answer(request: SipMessage, status: string, more: Headers, body = '', toTag = ''): void {
    const to = header(request, 'to');
    const headers: (readonly [string, string])[] = (request.headers.get('via') ?? []).map(
      (via) => ['Via', via] as const,
    );
    headers.push(
      ['From', header(request, 'from')],
      ['To', toTag === '' || to.includes(';tag=') ? to : `${to};tag=${toTag}`],
      ['Call-ID', header(request, 'call-id')],
      ['CSeq', header(request, 'cseq')],
      ...more,
    );
    this.send(formatSip(`SIP/2.0 ${status}`, headers, body));
  }

  async #ring(invite: SipMessage): Promise<void> {
    const call = new SipCall(this, undefined, {
      id: header(invite, 'call-id'),
      local: `${header(invite, 'to')};tag=${freshTag()}`,
      remote: header(invite, 'from'),
      target: /<([^>]*)>/.exec(header(invite, 'contact'))?.[1] ?? '',
    });
    this.calls.push(call);
    await call.ring(invite, await this.#openMedia());
    this.#options.onCall?.(call);
    const take = this.#awaited.shift();
    if (take !== undefined) take(call);
    else this.#unseen.push(call);
  }
}
