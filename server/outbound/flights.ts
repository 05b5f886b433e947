/**
 * Attempts that have not ended, from the order to the last word, as the journal tells of them: what
 * happened goes to the store in that order, to the ledgers and to what pacing learns.
 */

import type { AnsweredBy, AttemptEnd, AttemptMarks } from '../../adapters/store/attempts.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import {
  type NetworkResult,
  networkResultOf,
  type TryResult,
} from '../../core/outreach/cadence/results.ts';
import type { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import type { Sign } from '../../core/outreach/machine-detection/detect.ts';
import type { CommandRecord } from '../../core/routing/commands.ts';
import type { OfferFailure } from '../../core/routing/events.ts';
import type { CallId } from '../../core/routing/ids.ts';
import type { Line, Note } from '../journal-lines.ts';
import { type ListeningPlan, speechToldAfterMs } from '../listening.ts';
import type { CampaignRun } from './campaign-run.ts';
import { tell } from './ledger-facts.ts';

/** An attempt under way. Moments are epoch ms, as the journal has them. */
export interface Flight {
  readonly attempt: number;
  readonly tenant: string;
  readonly campaign: number;
  readonly person: number | null;
  readonly number: number;
  readonly lead: { readonly id: number; readonly claim: number } | undefined;
  readonly dialledAt: number;
  /** Hour of the day where it rings, and the risk that was permitted when it was dialled. */
  readonly hour: number;
  readonly riskMax: number;
  /** Shown to who is called. */
  readonly callerId: number;
  call?: CallId;
  rangAt?: number;
  answeredAt?: number;
  agentAt?: number;
  agent?: string;
  /** The first speech, and its end, while listened to. */
  voiceAt?: number;
  greetingEndedAt?: number;
  /** What it was that answered is still being listened for, by this rule. */
  listening?: ListeningPlan;
  /** A program took it for a machine, and why. */
  machine?: Sign;
  /** Ledgers and pacing have been told that a person answered. */
  counted?: true;
  /** Answered, and no agent in time. */
  abandoned?: true;
  /** All keys pressed while the identification was heard. */
  pressed?: string;
}

/** Who is told of what becomes of attempts. */
export interface FlightsParts {
  readonly ledgers: Ledgers;
  tenant(code: string): Promise<TenantStore>;
  run(campaign: number): CampaignRun | undefined;
  /** Does it after everything before it; what fails is told and passed over. */
  later(what: string, work: () => Promise<void>): void;
  /** As `later`, and tried again until the store takes it; what it refuses by rule is final. */
  surely(what: string, work: () => Promise<void>): void;
  /** The attempt is over and in the store: its lead is next. */
  settled(flight: Flight, result: TryResult, endedAt: number): Promise<void>;
}

type Told<N extends CommandRecord[0]> = CommandRecord & readonly [N, ...unknown[]];

export class Flights {
  readonly #parts: FlightsParts;
  readonly #byAttempt = new Map<number, Flight>();
  readonly #byCall = new Map<CallId, Flight>();

  constructor(parts: FlightsParts) {
    this.#parts = parts;
  }

  add(flight: Flight): void {
    this.#byAttempt.set(flight.attempt, flight);
    if (flight.call !== undefined) this.#byCall.set(flight.call, flight);
  }

  /** Of whom these attempts are, or all there are. */
  *all(campaign?: number): Generator<Flight> {
    for (const flight of this.#byAttempt.values()) {
      if (campaign === undefined || flight.campaign === campaign) yield flight;
    }
  }

  apply(line: Line): void {
    if ('note' in line) this.#note(line.note, line.at);
    else if ('n' in line) this.#record(line.n, line.at);
  }

  #note(note: Note, at: number): void {
    if (note.type === 'dialled') {
      const flight = this.#byAttempt.get(note.attempt);
      if (!flight) return;
      flight.call = note.call;
      this.#byCall.set(note.call, flight);
      return;
    }
    const flight = 'call' in note ? this.#byCall.get(note.call) : undefined;
    if (!flight) return;
    switch (note.type) {
      case 'dial-rang':
        flight.rangAt ??= at;
        this.#mark(flight, { rangAt: at });
        return;
      case 'dial-answered':
        this.#answered(flight, at);
        return;
      case 'dial-ended':
        this.#end(flight, at, networkOf(note, flight), note.cause);
        return;
      case 'caller-heard':
        this.#heard(flight, note.speaking, at);
        return;
      case 'machine-heard':
        this.#machine(flight, note.sign, at);
        return;
      case 'caller-gone':
        this.#end(flight, at, 'answered');
        return;
      case 'caller-pressed':
        flight.pressed = (flight.pressed ?? '') + note.key;
        return;
      case 'caller-refused':
        this.#abandon(flight, at);
        this.#end(flight, at, 'answered');
        return;
      default:
    }
  }

  #record(record: CommandRecord, at: number): void {
    switch (record[0]) {
      case 'callConnected':
        this.#connected(record, at);
        return;
      case 'callExited': {
        const flight = this.#byCall.get(record[1]);
        // Who hangs up before the time is over has not been left without an agent.
        const left = ['answered', 'abandoned', 'abandoned-short', 'elsewhere', 'transferred'];
        if (flight && !left.includes(record[3])) this.#abandon(flight, at);
        return;
      }
      case 'callEnded': {
        const flight = this.#byCall.get(record[1]);
        if (flight) this.#end(flight, at, 'answered');
        return;
      }
      default:
    }
  }

  #answered(flight: Flight, at: number): void {
    flight.answeredAt = at;
    if (flight.listening === undefined) this.#countAnswer(flight);
    this.#mark(flight, { answeredAt: at });
  }

  /** A person has answered, as far as is known. */
  #countAnswer(flight: Flight): void {
    const { answeredAt } = flight;
    if (flight.counted || flight.machine || answeredAt === undefined) return;
    flight.counted = true;
    tell(this.#parts.ledgers, flight, answeredAt, { what: 'answered' });
    this.#parts.run(flight.campaign)?.attemptEnded(flight, answeredAt, true);
  }

  /** The end of speech is told late, and noted as it was; the first one ends the greeting. */
  #heard(flight: Flight, speaking: boolean, at: number): void {
    if (speaking) {
      flight.voiceAt ??= at;
      this.#mark(flight, { voiceAt: at });
      return;
    }
    flight.greetingEndedAt ??= Math.max(flight.voiceAt ?? at, at - speechToldAfterMs);
    this.#mark(flight, { greetingEndedAt: flight.greetingEndedAt });
  }

  #machine(flight: Flight, sign: Sign, at: number): void {
    const { answeredAt, counted } = flight;
    if (counted || answeredAt === undefined) return;
    flight.machine = sign;
    tell(this.#parts.ledgers, flight, at, { what: 'machine-heard' });
    this.#parts.run(flight.campaign)?.attemptEnded(flight, answeredAt, false, 'no-answer');
  }

  #connected([, call, , agent]: Told<'callConnected'>, at: number): void {
    const flight = this.#byCall.get(call);
    if (!flight || flight.agentAt !== undefined) return;
    this.#countAnswer(flight);
    const run = this.#parts.run(flight.campaign);
    if (run?.isLate(flight, at)) this.#abandon(flight, at);
    else run?.answerResolved(flight, at, false);
    flight.agentAt = at;
    flight.agent = agent;
    this.#mark(flight, { agentAt: at, agent });
  }

  #abandon(flight: Flight, at: number): void {
    const { answeredAt } = flight;
    if (flight.agentAt !== undefined || flight.abandoned || answeredAt === undefined) return;
    if (flight.machine) return;
    this.#countAnswer(flight);
    flight.abandoned = true;
    tell(this.#parts.ledgers, flight, at, { what: 'abandoned', answeredAt });
    this.#parts.run(flight.campaign)?.answerResolved(flight, at, true);
  }

  #mark(flight: Flight, marks: AttemptMarks): void {
    this.#parts.later(`attempt ${flight.attempt}`, async () => {
      await (await this.#parts.tenant(flight.tenant)).attempts.mark(flight.attempt, marks);
    });
  }

  /** The last word of it. */
  #end(flight: Flight, at: number, network: NetworkResult, cause?: number): void {
    this.#forget(flight);
    if (network === 'answered') this.#countAnswer(flight);
    const run = this.#parts.run(flight.campaign);
    if (network !== 'answered') run?.attemptEnded(flight, at, false, network);
    else if (flight.agentAt !== undefined) run?.talkEnded(at - flight.agentAt);
    this.#finish(flight, { network, endedAt: at, ...(cause === undefined ? {} : { cause }) });
  }

  /**
   * One whose end nobody saw. Who had answered and had no agent then is taken for one who never got
   * one; what was never answered, as far as is known, for a fault of ours.
   */
  lost(flight: Flight, at: number): void {
    if (flight.answeredAt === undefined) {
      this.#forget(flight);
      this.#finish(flight, { network: 'failed', answeredBy: 'unknown', endedAt: at });
      return;
    }
    this.#abandon(flight, at);
    this.#end(flight, at, 'answered');
  }

  #forget(flight: Flight): void {
    this.#byAttempt.delete(flight.attempt);
    if (flight.call !== undefined) this.#byCall.delete(flight.call);
  }

  /** Writes the end down and settles the lead. */
  #finish(
    flight: Flight,
    end: Pick<AttemptEnd, 'network' | 'endedAt' | 'cause'> & { readonly answeredBy?: AnsweredBy },
  ): void {
    const answered = end.network === 'answered';
    const isAbandoned = flight.abandoned === true;
    const { machine, listening } = flight;
    const detection = machine && listening && { sign: machine, ...listening };
    const answeredBy = machine ? 'machine' : answered ? 'person' : 'nobody';
    // Marks that were lost on the way are written with the end.
    const { rangAt, answeredAt, voiceAt, greetingEndedAt, agentAt, agent } = flight;
    const marks = { rangAt, answeredAt, voiceAt, greetingEndedAt, agentAt, agent };
    let isWritten = false;
    this.#parts.surely(`attempt ${flight.attempt}`, async () => {
      const tenant = await this.#parts.tenant(flight.tenant);
      const { retention } = this.#parts.run(flight.campaign)?.dialling ?? { retention: 'us-5y' };
      if (!isWritten) {
        await tenant.attempts.end(
          flight.attempt,
          { ...known(marks), answeredBy, ...end, isAbandoned, ...(detection && { detection }) },
          retention,
        );
        isWritten = true;
      }
      await this.#parts.settled(flight, tryResultOf(flight, end.network), end.endedAt);
    });
  }
}

type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is not known. */
const known = <T extends object>(marks: T): Known<T> =>
  Object.fromEntries(Object.entries(marks).filter(([, each]) => each !== undefined)) as Known<T>;

/** What the next attempt depends on. */
function tryResultOf(flight: Flight, network: NetworkResult): TryResult {
  if (network !== 'answered') return network;
  if (flight.machine) return 'machine';
  if (flight.agentAt !== undefined) return 'person';
  return flight.abandoned ? 'abandoned' : 'hung-up-early';
}

const ofResult: Readonly<Record<OfferFailure, NetworkResult>> = {
  missed: 'no-answer',
  busy: 'busy',
  declined: 'declined',
  unreachable: 'unreachable',
  failed: 'failed',
  withdrawn: 'withdrawn',
};

/** The cause of the network where there is one, else what the switch made of it. */
function networkOf(
  { result, cause }: Note & { readonly type: 'dial-ended' },
  { rangAt }: Flight,
): NetworkResult {
  const rang = rangAt !== undefined;
  if (result === 'withdrawn') return rang ? 'no-answer' : 'withdrawn';
  if (result === 'missed' || cause === undefined || cause === 0) return ofResult[result];
  return networkResultOf(cause, false, rang);
}
