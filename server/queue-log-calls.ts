/**
 * Callers in the queue_log. It knows one queue a call at a time: of a call that waits in several
 * the first counts, until it is answered through another.
 */

import type { CommandRecord } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { CallId, Ms, OfferId, QueueId } from '../core/routing/ids.ts';
import type { Disposition, OfferResult } from '../core/routing/outcomes.ts';
import type { JournalTarget, Line } from './journal-lines.ts';
import type { QueueLogAgents } from './queue-log-agents.ts';
import { type Entered, type EnteredPlace, QueueLogLine } from './queue-log-line.ts';
import { type QueueLogParts, secondsBetween, type TellQueueLog } from './queue-log-parts.ts';
import { inLine, isCallback } from './view-places.ts';
import type { CallView, OfferView } from './view-types.ts';

/** A caller who talks with an agent. */
interface Conversation {
  readonly call: CallId;
  readonly channel: string;
  readonly queue: QueueId;
  readonly agent: string;
  readonly holdSeconds: number;
  readonly connectedAt: Ms;
  readonly position: number;
}

type AgentLeft = Extract<
  RouterEvent,
  { readonly type: 'agent-left' | 'offer-ended' | 'connect-failed' }
>;
type Told<N extends CommandRecord[0]> = CommandRecord & readonly [N, ...unknown[]];

/** Ends of a call as a whole, through whichever of its queues. */
const wholeCall: ReadonlySet<Disposition> = new Set([
  'abandoned',
  'abandoned-short',
  'lost-in-outage',
]);
/** The switch says within some milliseconds of a transfer where it went. */
const targetToldMs = 1_000;
/** The key by which callers ask to be called back. */
const CALL_ME_BACK = '1';

export class QueueLogCalls {
  readonly #parts: QueueLogParts;
  readonly #agents: QueueLogAgents;
  readonly #tell: TellQueueLog;
  readonly #line: QueueLogLine;
  readonly #conversations = new Map<OfferId, Conversation>();
  /** The key that was pressed, and where the phone transferred to: said just before the end. */
  #key: { readonly call: CallId; readonly key: string } | undefined;
  #transfer: { readonly offer: OfferId; readonly to: JournalTarget } | undefined;
  /** Over, and where to is yet to be told. */
  readonly #transferring = new Map<OfferId, { readonly talk: Conversation; readonly at: Ms }>();

  constructor(parts: QueueLogParts, agents: QueueLogAgents, tell: TellQueueLog) {
    this.#parts = parts;
    this.#agents = agents;
    this.#tell = tell;
    this.#line = new QueueLogLine(parts.view);
  }

  /**
   * Takes over who waits and talks already. How long the lines were when they came is not known:
   * their first position is the one they have now, or 1.
   */
  begin(): void {
    const { view } = this.#parts;
    this.#conversations.clear();
    const waiting: (readonly [CallId, EnteredPlace])[] = [];
    for (const call of view.calls.values()) {
      const place = call.places.find(({ step }) => step !== undefined);
      if (!place || !inLine.has(call.state) || isCallback(call)) continue;
      const { queue, joinedAt } = place;
      waiting.push([call.id, { channel: call.channel, queue, joinedAt }]);
    }
    this.#line.begin(waiting, view.at);
    for (const offer of view.offers.values()) {
      const call = view.calls.get(offer.call);
      if (!call || offer.connectedAt === undefined) continue;
      const { channel } = call;
      const joinedAt = call.places[0]?.joinedAt ?? offer.connectedAt;
      const entered = { channel, queue: offer.queue, joinedAt, position: 1 };
      this.#conversations.set(offer.id, this.#talking(entered, offer, offer.connectedAt));
    }
  }

  /** Takes a line before the view does. */
  apply(line: Line): void {
    if ('n' in line) this.#record(line.n, line.at);
    else if ('fact' in line) this.#fact(line.fact, line.at);
    else if ('note' in line && line.note.type === 'transferred-to') {
      this.#transferredTo(line.note.offer, line.note.to);
    } else if ('note' in line && line.note.type === 'customer') {
      this.#reached(line.note.call, line.note.channel, line.at);
    }
  }

  /** Transfers of which the switch has not said where they went, for longer than it needs. */
  settle(at: Ms): void {
    for (const [offer, each] of this.#transferring) {
      if (at - each.at <= targetToldMs) continue;
      this.#transferring.delete(offer);
      this.#transferred(each.talk, { kind: 'blind', extension: '', context: '' }, each.at);
    }
  }

  #fact(fact: RouterEvent, at: Ms): void {
    switch (fact.type) {
      case 'call-escaped':
        this.#key = fact;
        return;
      case 'caller-left':
        this.#callerLeft(fact.call, at);
        return;
      case 'agent-left':
      case 'offer-ended':
      case 'connect-failed':
        this.#agentLeft(fact, at);
        return;
      default:
    }
  }

  #record(record: CommandRecord, at: Ms): void {
    switch (record[0]) {
      case 'callQueued':
        this.#queued(record[1], record[2], at);
        return;
      case 'callConnected':
        this.#connected(record, at);
        return;
      case 'callExited':
        this.#exited(record, at);
        return;
      case 'offerEnded':
        this.#offerEnded(record, at);
        return;
      case 'callEnded':
        // Nobody saw who hung up: contact with the switch was lost meanwhile.
        this.#callerLeft(record[1], at);
        this.#line.take(record[1]);
        return;
      default:
    }
  }

  #queued(id: CallId, queue: QueueId, at: Ms): void {
    const call = this.#parts.view.calls.get(id);
    const place = call?.places.find((each) => each.queue === queue);
    // Nobody is on the line of a callback; and a further queue is none to a report.
    if (!call || !place || isCallback(call) || this.#line.of(id)) return;
    const joinedAt = call.callback ? at : place.joinedAt;
    this.#enter(call, { channel: call.channel, queue, joinedAt }, at);
  }

  /** The customer of a callback has answered and waits for an agent. */
  #reached(id: CallId, channel: string, at: Ms): void {
    const call = this.#parts.view.calls.get(id);
    const queue = call?.places[0]?.queue;
    if (call && queue !== undefined && !this.#line.of(id)) {
      this.#enter(call, { channel, queue, joinedAt: at }, at);
    }
  }

  #enter(call: CallView, place: EnteredPlace, at: Ms): Entered {
    const entered = this.#line.enter(call.id, place, at);
    const { number, name } = call.caller;
    const names = this.#parts.site.callerNames ? [name] : [];
    const who = { call: entered.channel, queue: entered.queue };
    // First an address to show to the agent, which Tsunagi has none of.
    this.#tell(at, who, 'ENTERQUEUE', '', number, entered.position, ...names);
    return entered;
  }

  #connected([, id, offerId, , queue]: Told<'callConnected'>, at: Ms): void {
    const { view, legOf, customerOf } = this.#parts;
    const call = view.calls.get(id);
    const offer = view.offers.get(offerId);
    if (!call || !offer) return;
    let entered = this.#line.of(id);
    if (entered && entered.queue !== queue) {
      const { channel } = entered;
      this.#leave(id, 'timed-out', at);
      entered = this.#enter(call, { channel, queue, joinedAt: joinedAtOf(call, queue, at) }, at);
    }
    // The customer of a callback whose agent had answered first.
    const channel = call.callback ? customerOf(offerId) : call.channel;
    entered ??= this.#enter(call, { channel, queue, joinedAt: at }, at);
    this.#line.take(id);
    const talk = this.#talking(entered, offer, at);
    this.#conversations.set(offerId, talk);
    const ringSeconds = Math.floor(((offer.answeredAt ?? at) - offer.madeAt) / 1_000);
    const who = { call: talk.channel, queue, agent: talk.agent };
    this.#tell(at, who, 'CONNECT', talk.holdSeconds, legOf(offerId), ringSeconds);
  }

  #talking(entered: Entered, { call, agent, queue }: OfferView, connectedAt: Ms): Conversation {
    const { channel, joinedAt, position } = entered;
    const holdSeconds = secondsBetween(joinedAt, connectedAt);
    const name = this.#agents.nameOf(agent);
    return { call, channel, queue, agent: name, holdSeconds, connectedAt, position };
  }

  #callerLeft(id: CallId, at: Ms): void {
    for (const [offer, { call }] of this.#conversations) {
      if (call === id) this.#complete(this.#ended(offer), 'COMPLETECALLER', [], at);
    }
  }

  #agentLeft(fact: AgentLeft, at: Ms): void {
    const { offer } = fact;
    const talk = this.#ended(offer);
    const to = this.#transfer?.offer === offer ? this.#transfer.to : undefined;
    this.#transfer = undefined;
    if (!talk) return;
    if (to) this.#transferred(talk, to, at);
    else if ('transferred' in fact && fact.transferred) this.#transferring.set(offer, { talk, at });
    else this.#complete(talk, 'COMPLETEAGENT', [], at);
  }

  #transferredTo(offer: OfferId, to: JournalTarget): void {
    const over = this.#transferring.get(offer);
    this.#transferring.delete(offer);
    if (over) this.#transferred(over.talk, to, over.at);
    else this.#transfer = { offer, to };
  }

  #transferred(talk: Conversation, to: JournalTarget, at: Ms): void {
    const [event, ...target] = transferWords(to);
    this.#complete(talk, event, target, at);
  }

  #ended(offer: OfferId): Conversation | undefined {
    const talk = this.#conversations.get(offer);
    this.#conversations.delete(offer);
    return talk;
  }

  #complete(
    talk: Conversation | undefined,
    event: string,
    target: readonly string[],
    at: Ms,
  ): void {
    if (!talk) return;
    const { channel, queue, agent, holdSeconds, connectedAt, position } = talk;
    const talkSeconds = secondsBetween(connectedAt, at);
    const who = { call: channel, queue, agent };
    this.#tell(at, who, event, ...target, holdSeconds, talkSeconds, position);
  }

  #exited([, id, queue, disposition, , target]: Told<'callExited'>, at: Ms): void {
    const entered = this.#line.of(id);
    if (!entered || disposition === 'answered' || disposition === 'elsewhere') return;
    if (entered.queue !== queue && !wholeCall.has(disposition)) return;
    const call = this.#parts.view.calls.get(id);
    if (wholeCall.has(disposition)) this.#ringingEnds(call, at);
    this.#leave(id, disposition, at, target ?? undefined);
    if (!call || wholeCall.has(disposition) || disposition === 'callback') return;
    // It waits on in another of its queues; one it moves to is told by its own `callQueued`.
    const moves = this.#parts.view.policy.targets.find((each) => each.id === target)?.queue;
    const next = call.places.find((each) => each.queue !== queue && each.step !== undefined);
    if (moves !== undefined || !next) return;
    const { channel } = entered;
    this.#enter(call, { channel, queue: next.queue, joinedAt: next.joinedAt }, at);
  }

  /** The caller hung up while phones rang. */
  #ringingEnds(call: CallView | undefined, at: Ms): void {
    for (const id of call?.offers ?? []) {
      const offer = this.#parts.view.offers.get(id);
      if (!call || !offer || offer.answeredAt !== undefined) continue;
      const agent = this.#agents.nameOf(offer.agent);
      const who = { call: call.channel, queue: offer.queue, agent };
      this.#tell(at, who, 'RINGCANCELED', at - offer.madeAt);
    }
  }

  #leave(id: CallId, disposition: Disposition, at: Ms, target = ''): void {
    const entered = this.#line.of(id);
    if (!entered) return;
    const position = this.#line.position(id, at);
    this.#line.take(id);
    const { channel, queue, joinedAt } = entered;
    const wait = [position, entered.position, secondsBetween(joinedAt, at)];
    const who = { call: channel, queue };
    const key = this.#key?.call === id ? this.#key.key : CALL_ME_BACK;
    const event = eventOf(disposition);
    if (event === 'EXITWITHKEY') this.#tell(at, who, event, key, ...wait);
    else if (event === 'WITHDRAW') this.#tell(at, who, event, ...wait, target);
    else this.#tell(at, who, event, ...wait);
  }

  #offerEnded([, id, callId, agentId, queue, result, ringMs]: Told<'offerEnded'>, at: Ms): void {
    const offer = this.#parts.view.offers.get(id);
    const event = offer && missOf(result, offer);
    if (event === undefined) return;
    const channel = this.#line.of(callId)?.channel ?? '';
    const who = { call: channel, queue, agent: this.#agents.nameOf(agentId) };
    // `app_queue` counts whole seconds here and writes them as milliseconds.
    const ring = Math.floor(ringMs / 1_000) * 1_000;
    this.#tell(at, who, event, event === 'AGENTDUMP' ? '' : ring);
  }
}

const joinedAtOf = (call: CallView, queue: QueueId, otherwise: Ms): Ms =>
  call.places.find((place) => place.queue === queue)?.joinedAt ?? otherwise;

/**
 * The event, then where to. `app_queue` knows no desk: who was consulted stands as an
 * application.
 */
function transferWords(to: JournalTarget): readonly [event: string, ...target: string[]] {
  switch (to.kind) {
    case 'blind':
      return ['BLINDTRANSFER', to.extension, to.context];
    case 'call':
      return ['BLINDTRANSFER', to.queue, 'queue'];
    case 'bridge':
      return ['ATTENDEDTRANSFER', 'BRIDGE', to.bridge];
    case 'app':
      return ['ATTENDEDTRANSFER', 'APP', to.app];
    case 'third':
      return ['ATTENDEDTRANSFER', 'APP', to.endpoint];
  }
}

function eventOf(disposition: Disposition): string {
  switch (disposition) {
    case 'abandoned':
    case 'abandoned-short':
    case 'lost-in-outage':
      return 'ABANDON';
    case 'nobody':
    case 'closed':
      return 'EXITEMPTY';
    case 'deflected':
    case 'callback':
      return 'EXITWITHKEY';
    case 'transferred':
      return 'WITHDRAW';
    default:
      return 'EXITWITHTIMEOUT';
  }
}

/** What is told of an offer that came to nothing; undefined: nothing is. */
function missOf(result: OfferResult, offer: OfferView): string | undefined {
  switch (result) {
    case 'missed':
    case 'declined':
    case 'busy':
      return 'RINGNOANSWER';
    case 'failed':
      return offer.answeredAt === undefined ? 'RINGNOANSWER' : 'AGENTDUMP';
    case 'unreachable':
      return offer.ringingAt === undefined ? undefined : 'RINGNOANSWER';
    default:
      return undefined;
  }
}
