/**
 * Between the simulated switch and the real router, as the server's switchboard is: facts in,
 * commands out, nothing else. Agents' phones answer by themselves, as a dialer's agents' do.
 */

import type { ManualClock } from '../../adapters/clock.ts';
import type { SwitchCommand, SwitchFact, SwitchPort } from '../../adapters/port.ts';
import { advance, createRouter, nextDeadline, type Router, step } from '../../core/index.ts';
import { type CommandRecord, recordCommands } from '../../core/routing/commands.ts';
import type { RouterEvent } from '../../core/routing/events.ts';
import { asCallId, NEVER } from '../../core/routing/ids.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import type { Policy } from '../../core/routing/policy.ts';

/** Said to those for whom nobody is there. */
const IDENTIFICATION = ['sound:identification'];
const PHONE_MARGIN_MS = 10_000;

export interface DeskOptions {
  readonly port: SwitchPort;
  readonly clock: ManualClock;
  readonly policy: Policy;
  /** Each command and notice of the router, once it has been carried out. */
  readonly onRecord: (record: CommandRecord) => void;
  /** A person whom a dialled number has brought to the router. */
  readonly onEntered: (call: number, channel: string) => void;
}

/** The command for the switch; undefined: it asks nothing of it. */
function commandOf(record: CommandRecord): SwitchCommand | undefined {
  switch (record[0]) {
    case 'callQueued':
      return { type: 'hold', call: record[1], music: 'default', memo: 'dialled' };
    case 'offerCall':
      return {
        ...{ type: 'offer', offer: record[1], call: record[2], phone: `PJSIP/${record[3]}` },
        timeoutMs: record[4] + PHONE_MARGIN_MS,
        show: { number: '', name: '' },
        memo: 'dialled',
      };
    case 'withdrawOffer':
      return { type: 'withdraw', offer: record[1], reason: record[4] };
    case 'connectCall':
      return { type: 'connect', offer: record[1] };
    case 'sendCall':
      return { type: 'send', call: record[1], to: { kind: 'announcement', media: IDENTIFICATION } };
    case 'releaseCall':
      return { type: 'release-call', call: record[1], to: 'hang-up' };
    case 'releaseAgent':
      return { type: 'release-agent', offer: record[1] };
    default:
      return undefined;
  }
}

export class DialerDesk {
  readonly router: Router;
  readonly #options: DeskOptions;
  readonly #sink = recordCommands((record) => this.#records.push(record));
  #records: CommandRecord[] = [];
  #nextCall = 1;
  #armedFor = NEVER;
  #disarm = (): void => {};

  constructor(options: DeskOptions) {
    this.#options = options;
    this.router = createRouter(options.policy, { limits: defaultLimits, seed: 1 });
  }

  /** Resolves when the switch is known. Time passes meanwhile. */
  async start(): Promise<void> {
    const { port, clock } = this.#options;
    const ready = port.start({
      onFact: (fact) => this.#onFact(fact),
      onTrouble: ({ message }) => {
        throw new Error(message);
      },
      mintCall: () => asCallId(this.#nextCall++),
    });
    clock.advance(1_000);
    await ready;
  }

  post(event: RouterEvent): void {
    const now = this.#options.clock.now();
    advance(this.router, now, this.#sink);
    step(this.router, event, now, this.#sink);
    this.#handOut();
  }

  #onFact(fact: SwitchFact): void {
    switch (fact.type) {
      case 'caller-entered': {
        const [, queue = ''] = fact.args;
        this.#options.onEntered(fact.call, fact.channel);
        this.post({ type: 'call-arrived', call: fact.call, queue: queue as never });
        return;
      }
      case 'caller-left':
      case 'send-failed':
        this.post({ type: fact.type, call: fact.call });
        return;
      case 'offer-ended':
        this.post({ type: 'offer-ended', offer: fact.offer, result: fact.result });
        return;
      case 'offer-ringing':
      case 'offer-answered':
      case 'call-connected':
      case 'connect-failed':
      case 'agent-left':
        this.post({ type: fact.type, offer: fact.offer });
        return;
      case 'switch-restored':
        this.post(fact);
        return;
    }
  }

  #handOut(): void {
    const said = this.#records;
    this.#records = [];
    for (const record of said) {
      const command = commandOf(record);
      if (command) this.#options.port.execute(command);
      this.#options.onRecord(record);
    }
    this.#arm();
  }

  #arm(): void {
    const due = nextDeadline(this.router);
    if (due === this.#armedFor) return;
    this.#disarm();
    this.#armedFor = due;
    const { clock } = this.#options;
    if (due === NEVER) return;
    this.#disarm = clock.setTimer(due - clock.now(), () => {
      this.#armedFor = NEVER;
      advance(this.router, clock.now(), this.#sink);
      this.#handOut();
    });
  }
}
