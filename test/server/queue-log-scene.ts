/**
 * The queue_log of a centre without a switch: facts go through the real loop and router, their
 * lines as text to the translation, as they do on the front's thread.
 */

import { createManualClock } from '../../adapters/clock.ts';
import { writeQueueLine } from '../../adapters/queue-log/line.ts';
import { formatDiagnostics, loadTexts } from '../../config/load.ts';
import type { QueueLogSite } from '../../config/site.ts';
import { createRouter } from '../../core/index.ts';
import type { RouterEvent } from '../../core/routing/events.ts';
import { asAgentId, asCallId, asOfferId } from '../../core/routing/ids.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import { createDirectory } from '../../server/directory.ts';
import { createGauges } from '../../server/gauges.ts';
import { type Note, readLine } from '../../server/journal-lines.ts';
import { Loop } from '../../server/loop.ts';
import { QueueLog } from '../../server/queue-log.ts';
import { View } from '../../server/view.ts';

/** Two queues; agents of the first, of both, and of the second. */
export const queueLogYaml = `
name: Test
tenants: { sakura: null }
classes: [{ id: vip, may-starve: true }, normal]
teams: { desk: null, shop: null }
agents:
  ann: { name: { en: Ann Arai, ja: 荒井 }, phone: PJSIP/1001, teams: [desk] }
  bob: { name: Bob, phone: PJSIP/1002, teams: [desk, shop] }
  cho: { name: Cho, phone: PJSIP/1003, teams: [shop] }
targets:
  voicemail: { extension: "8000", context: voicemail }
  to-sales: { queue: sales }
  call-back: { callback: true, otherwise: voicemail }
queues:
  support:
    teams: [desk]
    exclude: 60s
    steps: [{ then: { after: 5m, go: voicemail } }]
    escapes: { "2": voicemail, "5": call-back }
  sales:
    teams: [shop]
    steps: [{ then: { after: 5m, go: voicemail } }]
pause-reasons: { lunch: null }
switches: { world: { kind: simulated } }
`;

const lastAgent = { callers: 10, keepMs: 1 };
/** Time of the first fact. */
export const start = 1_800_000_000_000;

function compile(yaml: string) {
  const sources = new Map([['centre.yaml', yaml]]);
  const { config, diagnostics } = loadTexts('test', sources, { env: {}, now: start });
  if (!config) throw new Error(formatDiagnostics(diagnostics, 'text', sources));
  return config;
}

export class QueueLogScene {
  readonly clock = createManualClock(start);
  readonly #site: QueueLogSite;
  readonly #loop: Loop;
  #view: View;
  #log: QueueLog;
  #directory;
  #lines: string[] = [];

  constructor(yaml: string, site: Partial<QueueLogSite> = {}) {
    const config = compile(yaml);
    const none = { toSwitch: false, userEvents: false };
    this.#site = { ...none, agents: 'phone', callerNames: false, ...site };
    this.#directory = createDirectory(config.site);
    const { policy } = config;
    this.#view = new View({ policy, lastAgent });
    this.#log = this.#open();
    this.#loop = new Loop({
      router: createRouter(policy, { limits: defaultLimits, seed: 1 }),
      view: new View({ policy, lastAgent }),
      clock: this.clock,
      gauges: createGauges(),
      publish: (lines) => this.#take(lines),
      dispatch() {},
      onBroken(error) {
        throw error;
      },
    });
    this.#loop.start();
    this.begin();
    this.fact({ type: 'switch-restored', calls: [], offers: [] });
  }

  #open(): QueueLog {
    return new QueueLog({
      site: this.#site,
      view: this.#view,
      directory: () => this.#directory,
      sink: {
        write: (line) => this.#lines.push(writeQueueLine(line)),
        close: async () => {},
      },
      legOf: (offer) => `leg-${offer}`,
      customerOf: (offer) => `customer-${offer}`,
    });
  }

  #take(lines: string): void {
    for (const text of lines.split('\n').slice(0, -1)) {
      const line = readLine(text);
      this.#log.apply(line);
      this.#view.apply(line);
    }
  }

  /** The first line of a process; `switchUp` is false until the next fact says otherwise. */
  begin(): void {
    this.note({ ...started, nextOffer: 1, nextCall: 1 });
  }

  /** What is told is told to another process from here on, which knows what the journal knew. */
  restart(): void {
    this.#log.end();
    const { seq, at, policy } = this.#view;
    const from = JSON.parse(JSON.stringify(this.#view.snapshot()));
    this.#view = new View({ policy, lastAgent, from });
    Object.assign(this.#view, { seq, at });
    this.#log = this.#open();
    this.begin();
  }

  end(): void {
    this.#log.end();
  }

  reload(yaml: string): void {
    const { policy, site } = compile(yaml);
    this.#directory = createDirectory(site);
    this.fact({ type: 'policy-replaced', policy: { ...policy, version: 'next' } });
  }

  fact(event: RouterEvent): void {
    this.#loop.post(event);
  }

  note(note: Note): void {
    this.#loop.note(note);
  }

  pass(ms: number): void {
    this.clock.advance(ms);
  }

  /** `ms` after the start. */
  at(ms: number): void {
    this.pass(start + ms - this.clock.now());
  }

  signIn = (agent: string): void => this.fact({ type: 'agent-signed-in', agent: asAgentId(agent) });
  signOut = (agent: string): void =>
    this.fact({ type: 'agent-signed-out', agent: asAgentId(agent) });

  /** The caller's channel is `caller-1` of call 1; the number tells it, too. */
  arrives(call: number, queue: string, more: object = {}): void {
    const channel = `caller-${call}`;
    const caller = { number: `031${call}`, name: `Caller ${call}` };
    const id = asCallId(call);
    this.note({ type: 'caller', call: id, tenant: 'sakura', channel, caller, dialled: '1' });
    this.fact({ type: 'call-arrived', call: id, queue, ...more } as RouterEvent);
  }

  leaves = (call: number): void => this.fact({ type: 'caller-left', call: asCallId(call) });

  /** What the switch tells of an offer. */
  offer(offer: number, ...types: readonly OfferFact[]): void {
    for (const type of types) this.fact({ type, offer: asOfferId(offer) });
  }

  ended = (offer: number, result: 'missed' | 'declined' | 'failed' | 'unreachable'): void =>
    this.fact({ type: 'offer-ended', offer: asOfferId(offer), result });

  /** Lines since they were last asked for; times as seconds after the start. */
  lines(): string[] {
    const lines = this.#lines.map((line) => {
      const [at, ...fields] = line.split('|');
      return [Number(at) - start / 1_000, ...fields].join('|');
    });
    this.#lines = [];
    return lines;
  }
}

type OfferFact =
  | 'offer-ringing'
  | 'offer-answered'
  | 'call-connected'
  | 'agent-left'
  | 'customer-answered'
  | 'customer-failed'
  | 'connect-failed';

const started = { type: 'started', version: 'test', limits: defaultLimits } as const;
