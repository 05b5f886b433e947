/** One call of a `SipPhone`, in either direction. */

import type { SipMedia } from './sip-media.ts';
import {
  formatSip,
  freshTag,
  header,
  parseAddress,
  type SipMessage,
  statusOf,
} from './sip-message.ts';
import type { SipPhone } from './sip-phone.ts';

export type SipCallState = 'calling' | 'ringing' | 'talking' | 'ended';

interface Dialog {
  readonly id: string;
  /** Our and their address with tags, as in the headers. */
  readonly local: string;
  remote: string;
  /** Where requests within the call go. */
  target: string;
}

export class SipCall {
  readonly id: string;
  state: SipCallState = 'calling';
  /** When it began to ring here, or was dialled; milliseconds since the epoch. */
  readonly startedAt = Date.now();
  /** The final answer to an INVITE of ours; 0 before. */
  status = 0;
  /**
   * Why the other side ended it: `SIP ;cause=200;text="..."` or the like; empty when it did not
   * say.
   */
  reason = '';
  /** It rang here, and was given up without word that somebody else has it. */
  missed = false;
  /**
   * How the last transfer went, as the switch last told: 100 and 180 while under way, 200 done,
   * else failed; 0: none.
   */
  transferStatus = 0;
  readonly #phone: SipPhone;
  readonly #dialog: Dialog;
  #media: SipMedia | undefined;
  #invite: SipMessage | undefined;
  #sequence = 1;
  #givenUp = false;
  #muted = false;
  #cancel: (() => void) | undefined;
  #onEnd: () => void = () => {};
  /** Resolves when the call is over, whoever ended it. */
  readonly ended = new Promise<void>((resolve) => {
    this.#onEnd = resolve;
  });

  constructor(phone: SipPhone, media: SipMedia | undefined, dialog: Dialog) {
    this.#phone = phone;
    this.#media = media;
    this.#dialog = dialog;
    this.id = dialog.id;
  }

  /** What the display shows of the other side. */
  get shown(): { name: string; number: string } {
    const { name, user } = parseAddress(this.#dialog.remote);
    return { name, number: user };
  }

  /** A header of the call that came in; undefined: it has none such. */
  given(name: string): string | undefined {
    return (this.#invite && header(this.#invite, name.toLowerCase())) || undefined;
  }

  /** RTP packets with sound that came in. */
  get heard(): number {
    return this.#media?.loudPackets ?? 0;
  }

  /** Which of these tones come in now, beside each other. */
  tones(tones: readonly number[]): number[] {
    return this.state === 'ended' ? [] : (this.#media?.tones(tones) ?? []);
  }

  /** Keys that came in. */
  get keys(): string {
    return this.#media?.keys ?? '';
  }

  /** What comes in now: the first of these tones, something else, or nothing to hear. */
  hears(tones: readonly number[]): number | 'other' | 'silence' {
    return this.state === 'ended' ? 'silence' : (this.#media?.hears(tones) ?? 'silence');
  }

  /** Sends our INVITE; resolves with its final answer taken in. */
  async invite(): Promise<void> {
    const sequence = this.#sequence;
    const answer = await this.#ask(
      'INVITE',
      this.#media?.describe() ?? '',
      (provisional, branch) => {
        if (statusOf(provisional) >= 180 && this.state === 'calling') this.state = 'ringing';
        this.#cancel = () => this.#tell('CANCEL', branch, sequence);
        // Given up before the other side had said anything.
        if (this.#givenUp) this.#cancel();
      },
    );
    this.#cancel = undefined;
    this.status = statusOf(answer);
    if (this.status >= 300) return this.#end();
    this.#dialog.remote = header(answer, 'to');
    this.#dialog.target = parseAddress(header(answer, 'contact')).uri;
    this.#media?.aim(answer.body);
    this.#tell('ACK');
    this.state = 'talking';
    // The answer was quicker than our giving up.
    if (this.#givenUp) await this.hangUp();
  }

  /** Takes a call in: it rings from now on. */
  async ring(invite: SipMessage, media: SipMedia): Promise<void> {
    this.#invite = invite;
    this.#media = media;
    media.muted = this.#muted;
    media.aim(invite.body);
    if (this.state === 'ended') return;
    this.state = 'ringing';
    this.#answerInvite('180 Ringing');
  }

  answer(): void {
    if (this.state !== 'ringing') throw new Error(`cannot answer: the call is ${this.state}`);
    this.state = 'talking';
    this.#answerInvite('200 OK', this.#media?.describe() ?? '');
  }

  /** `603 Decline`, `486 Busy Here`, ... */
  refuse(status: string): void {
    this.#answerInvite(status);
    this.#end();
  }

  /** Ends the call from our side, in any state. */
  async hangUp(): Promise<void> {
    if (this.state === 'ended') return;
    if (this.state === 'ringing' && this.#invite !== undefined) return this.refuse('603 Decline');
    if (this.state !== 'talking') {
      this.#givenUp = true;
      this.#cancel?.();
      return this.ended;
    }
    const answer = this.#ask('BYE');
    this.#end();
    await answer;
  }

  press(key: string): void {
    this.#media?.press(key);
  }

  /** Sends silence in place of its voice, or speaks again. */
  mute(on: boolean): void {
    this.#muted = on;
    if (this.#media) this.#media.muted = on;
  }

  async hold(on: boolean): Promise<void> {
    const answer = await this.#ask('INVITE', this.#media?.describe(on ? 'sendonly' : 'sendrecv'));
    if (statusOf(answer) !== 200) throw new Error(`hold refused: ${answer.start}`);
    this.#tell('ACK');
  }

  /**
   * Blind transfer of the other side. Resolves when the switch has taken the request; see
   * `transferStatus`.
   */
  async transfer(extension: string): Promise<void> {
    const host = this.#dialog.target.split('@').at(-1) ?? '';
    await this.#refer(`<sip:${extension}@${host}>`);
  }

  /** Attended transfer: the other side of this call gets the other side of `consulted`. */
  async transferTo(consulted: SipCall): Promise<void> {
    const { id, local, remote, target } = consulted.#dialog;
    const replaces = `${id};to-tag=${parseAddress(remote).tag};from-tag=${parseAddress(local).tag}`;
    await this.#refer(`<${target.split(';')[0]}?Replaces=${encodeURIComponent(replaces)}>`);
  }

  /** A request of the other side within this call. */
  takeRequest(method: string, message: SipMessage): void {
    if (method === 'ACK') return;
    if (method === 'INVITE') {
      this.#takeInvite(message);
      return;
    }
    this.#phone.answer(message, '200 OK', [['Contact', this.#phone.contact]]);
    if (method === 'NOTIFY') {
      this.transferStatus = Number(/SIP\/2\.0 (\d+)/.exec(message.body)?.[1] ?? 0);
      // As phones do: the part of whoever transferred is over when the switch says that it worked.
      if (this.transferStatus === 200) void this.hangUp().catch(() => {});
    }
    if (method !== 'CANCEL' && method !== 'BYE') return;
    this.reason = header(message, 'reason');
    if (method === 'CANCEL' && this.state === 'ringing') {
      // RFC 3326: completed elsewhere.
      this.missed = !/^SIP *; *cause=200\b/.test(this.reason);
      this.#answerInvite('487 Request Terminated');
    }
    this.#end();
  }

  /** Lets go without a word to the other side. */
  forget(): void {
    this.#end();
  }

  #takeInvite(message: SipMessage): void {
    // Sent again because our answer was late; or, when talking, a change of the sound.
    if (this.state === 'ringing' || this.state === 'calling') return;
    this.#media?.aim(message.body);
    this.#phone.answer(
      message,
      '200 OK',
      [['Contact', this.#phone.contact]],
      this.#media?.describe(),
    );
  }

  async #refer(to: string): Promise<void> {
    const by = parseAddress(this.#dialog.local).uri;
    const answer = await this.#ask('REFER', '', undefined, [
      ['Refer-To', to],
      ['Referred-By', `<${by}>`],
    ]);
    if (statusOf(answer) >= 300) throw new Error(`transfer refused: ${answer.start}`);
  }

  #headers(): [string, string][] {
    return [
      ['From', this.#dialog.local],
      ['To', this.#dialog.remote],
      ['Call-ID', this.id],
      ['Contact', this.#phone.contact],
    ];
  }

  async #ask(
    method: string,
    body = '',
    onProvisional?: (answer: SipMessage, branch: string) => void,
    more: readonly (readonly [string, string])[] = [],
  ): Promise<SipMessage> {
    const sequence = this.#sequence;
    // Leaves room for the second try after a challenge.
    this.#sequence += 2;
    const headers = [...this.#headers(), ...more];
    const answer = await this.#phone.request(
      method,
      this.#dialog.target,
      sequence,
      headers,
      body,
      onProvisional,
    );
    this.#lastSequence = Number(header(answer, 'cseq').split(' ')[0]);
    return answer;
  }

  #lastSequence = 1;

  /** A request whose answer says nothing new: ACK, CANCEL. */
  #tell(method: string, branch = `z9hG4bK${freshTag()}`, sequence = this.#lastSequence): void {
    const headers: [string, string][] = [
      ['Via', this.#phone.via(branch)],
      ...this.#headers(),
      ['CSeq', `${sequence} ${method}`],
      ['Max-Forwards', '70'],
    ];
    this.#phone.send(formatSip(`${method} ${this.#dialog.target} SIP/2.0`, headers));
  }

  #answerInvite(status: string, body = ''): void {
    if (this.#invite === undefined) return;
    const tag = parseAddress(this.#dialog.local).tag;
    this.#phone.answer(this.#invite, status, [['Contact', this.#phone.contact]], body, tag);
  }

  #end(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.#media?.close();
    this.#onEnd();
  }
}
