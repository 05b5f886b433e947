/** What a supervisor does with a conversation; see `Desk`. */

import type { SupervisionMode } from '../adapters/talk-port.ts';
import { asCallId } from '../core/routing/ids.ts';
import type { DeskAnswer } from './desk-answers.ts';
import type { TalkDeskParts } from './desk-talk.ts';
import { RequestError } from './errors.ts';
import { needAct } from './needs.ts';
import type { OfferView } from './view-types.ts';

/** `by`: whose key or account it is. Plain data: it crosses threads. */
export type SuperviseRequest =
  | {
      readonly type: 'supervise';
      readonly call: number;
      readonly by: string;
      readonly mode: SupervisionMode;
      readonly phone: string;
    }
  | {
      readonly type: 'change-supervision';
      readonly call: number;
      readonly by: string;
      readonly mode: SupervisionMode;
      /** Absent: that of `by`. */
      readonly supervision?: number;
    }
  | {
      readonly type: 'end-supervision';
      readonly call: number;
      readonly by: string;
      readonly supervision?: number;
    };

const duplicate: DeskAnswer = { outcome: 'duplicate' };

type Request<T extends SuperviseRequest['type']> = Extract<SuperviseRequest, { readonly type: T }>;

/** The supervisor's phone may ring this long. */
const superviseMs = 60_000;

export class SuperviseDesk {
  readonly #parts: TalkDeskParts;

  constructor(parts: TalkDeskParts) {
    this.#parts = parts;
  }

  /** Rejects with a `RequestError` that says why not. */
  async ask(request: SuperviseRequest): Promise<DeskAnswer> {
    switch (request.type) {
      case 'supervise':
        return this.#begin(request);
      case 'change-supervision':
        return this.#change(request);
      case 'end-supervision':
        return this.#end(request);
    }
  }

  #begin({ call: id, by, mode, phone }: Request<'supervise'>): DeskAnswer {
    needAct(this.#parts.port, 'supervise');
    const offer = this.#talkOf(id);
    const { talks, phones } = this.#parts;
    if (phones.phoneOf(offer.agent) === phone) {
      throw new RequestError('phone-in-use', 'This phone is in the conversation itself.', {
        phone,
      });
    }
    const supervision = talks.nextSupervision();
    const order = { supervision, offer: offer.id, call: offer.call, by, phone, mode };
    talks.note({ type: 'supervision-ordered', ...order });
    const name = this.#parts.directory().agent(offer.agent)?.name;
    talks.begin({
      ...{ type: 'supervise', supervision, offer: offer.id, phone, mode },
      timeoutMs: superviseMs,
      show: { number: '', name: name?.en || name?.ja || offer.agent },
    });
    return { outcome: 'applied', supervision };
  }

  #change(request: Request<'change-supervision'>): DeskAnswer {
    const { by, mode } = request;
    const { offer, found } = this.#supervision(request);
    if (found.mode === mode && found.state === 'listening') return duplicate;
    needAct(this.#parts.port, 'change-supervision');
    const { id: supervision, phone } = found;
    const { talks } = this.#parts;
    const order = { supervision, offer: offer.id, call: offer.call, by, phone, mode };
    talks.note({ type: 'supervision-ordered', ...order });
    talks.begin({ type: 'change-supervision', supervision, mode });
    return { outcome: 'applied', supervision };
  }

  #end(request: Request<'end-supervision'>): DeskAnswer {
    const { id: supervision } = this.#supervision(request).found;
    this.#parts.talks.begin({ type: 'end-supervision', supervision });
    return { outcome: 'applied', supervision };
  }

  #supervision({ call, by, supervision }: Request<'change-supervision' | 'end-supervision'>) {
    const offer = this.#talkOf(call);
    const found = offer.supervisions?.find((each) =>
      supervision === undefined ? each.by === by : each.id === supervision,
    );
    if (found) return { offer, found };
    throw new RequestError('no-supervision', `Nobody such listens to call ${call}.`, { call });
  }

  #talkOf(id: number): OfferView {
    const { view } = this.#parts;
    const call = view.calls.get(asCallId(id));
    if (!call) throw new RequestError('unknown-call', `There is no call ${id} now.`, { call: id });
    const offer = view.offers.get(call.offers[0]!);
    if (offer?.connectedAt !== undefined) return offer;
    throw new RequestError('no-conversation', `Call ${id} is no conversation.`, { call: id });
  }
}
