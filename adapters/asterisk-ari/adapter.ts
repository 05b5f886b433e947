/** A switch port over Asterisk's REST interface (ARI), Asterisk 16 and later. */

import type { SwitchSite } from '../../config/site.ts';
import { cancelTimers, createDesk, type Desk } from '../asterisk/desk.ts';
import { execute } from '../asterisk/execute.ts';
import { createPacer } from '../asterisk/pace.ts';
import { Phones } from '../asterisk/phones.ts';
import type { PictureSource } from '../asterisk/picture.ts';
import { AsteriskPort, type Run } from '../asterisk/port.ts';
import { reconcile, reconcileMs, type Suspects } from '../asterisk/reconcile.ts';
import { resync } from '../asterisk/resync.ts';
import { Teller } from '../asterisk/teller.ts';
import { AnswerLine } from '../asterisk-ami/answering.ts';
import { type Clock, realClock } from '../clock.ts';
import type { SwitchCapabilities, SwitchCommand, SwitchListener, SwitchPort } from '../port.ts';
import { ariCannot } from './capabilities.ts';
import { CommandSocket } from './command-socket.ts';
import { AriConnection } from './connection.ts';
import { type AriError, fellSilent, replacedByOther } from './errors.ts';
import { AriHttp } from './http.ts';
import type { AriEvent } from './messages.ts';
import { type AriMeter, lagOf, noMeter } from './meter.ts';
import { pictureSource } from './picture.ts';
import { type CommandSockets, hasRestOverWebSocket, RestRoute } from './rest.ts';
import { heartbeatMs, Supervisor } from './supervisor.ts';
import { translate, unwantedEvents } from './translate.ts';
import { AriWays } from './ways.ts';

export type AsteriskAriSite = Extract<SwitchSite, { readonly kind: 'asterisk-ari' }>;

export interface AsteriskAriOptions {
  /** Absent: the machine's. */
  readonly clock?: Clock;
  /** After which a request without a reply is given up. Absent: 5 s. */
  readonly timeoutMs?: number;
  /** Told what requests and events take. Absent: nobody. */
  readonly meter?: AriMeter;
}

/**
 * Nothing is done before `start`. Events of unknown types are dropped and counted in
 * `unknownEvents`.
 */
export interface AsteriskAri extends SwitchPort {
  readonly unknownEvents: ReadonlyMap<string, number>;
}

export function createAsteriskAri(
  site: AsteriskAriSite,
  options: AsteriskAriOptions = {},
): AsteriskAri {
  const { clock = realClock, timeoutMs = 5_000, meter = noMeter } = options;
  return new AriPort(site, clock, timeoutMs, meter);
}

class AriPort extends AsteriskPort implements AsteriskAri {
  readonly unknownEvents = new Map<string, number>();
  readonly #site: AsteriskAriSite;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #meter: AriMeter;
  #version = '';
  #running: Running | undefined;

  constructor(site: AsteriskAriSite, clock: Clock, timeoutMs: number, meter: AriMeter) {
    super();
    this.#site = { ...site, url: site.url.replace(/\/+$/, '') };
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#meter = meter;
  }

  get capabilities(): SwitchCapabilities {
    return {
      name: 'Asterisk (ARI)',
      version: this.#version,
      announce: true,
      record: true,
      transfer: true,
      phoneStates: true,
      links: true,
      talk: ariCannot(this.#site.ami ? this.#running?.answers : 'none'),
    };
  }

  protected begin(listener: SwitchListener): Run {
    this.#running = new Running(this.#site, this.#clock, this.#timeoutMs, listener, {
      meter: this.#meter,
      onVersion: (version) => {
        this.#version = version;
      },
      onUnknown: (type) => {
        const count = (this.unknownEvents.get(type) ?? 0) + 1;
        this.unknownEvents.set(type, count);
        return count;
      },
    });
    return this.#running;
  }
}

interface RunningHooks {
  readonly meter: AriMeter;
  onVersion(version: string): void;
  /** Gives how often this type has come. */
  onUnknown(type: string): number;
}

class Running implements Run {
  readonly desk: Desk;
  readonly phones: Phones;
  /** Undefined: the switch has no `ami:`. */
  readonly answers: AnswerLine | undefined;
  readonly #site: AsteriskAriSite;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #hooks: RunningHooks;
  readonly #teller: Teller;
  readonly #http: AriHttp;
  readonly #source: PictureSource;
  readonly #route: RestRoute;
  readonly #supervisor: Supervisor<AriConnection>;
  #commands: CommandSockets | undefined;
  /** Events that came while the picture was taken; undefined: they are translated at once. */
  #postponed: AriEvent[] | undefined = [];
  #told = false;
  #replaced = false;
  #silent = 0;
  #suspects: Suspects = new Set();
  #cancelReconcile: (() => void) | undefined;
  #resolveStarted: () => void = () => {};

  constructor(
    site: AsteriskAriSite,
    clock: Clock,
    timeoutMs: number,
    listener: SwitchListener,
    hooks: RunningHooks,
  ) {
    this.#site = site;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#hooks = hooks;
    this.#teller = new Teller(listener);
    this.#http = new AriHttp({ ...site, clock, timeoutMs });
    this.#route = new RestRoute(this.#http, hooks.meter);
    this.answers = answerLineOf(site, clock, listener);
    const ways = new AriWays(this.#route, this.answers);
    this.desk = createDesk(
      {
        ...{ app: site.app, clock, ways, listener },
        pacer: createPacer(site.originatesPerSecond, clock),
      },
      {
        tell: (fact) => this.#teller.tell(fact),
        legChanged: (phone) => this.phones.legChanged(phone),
      },
    );
    ways.desk = this.desk;
    this.#source = pictureSource(this.#http, site.app);
    this.phones = new Phones(this.desk);
    this.#supervisor = new Supervisor({
      clock,
      open: (onEnd, signal) => this.#open(onEnd, signal),
      check: (connection) => this.#check(connection),
      onUp: (connection) => this.#up(connection),
      onDown: (error) => this.#down(error),
      onTrouble: (error, retryMs) => this.#trouble(error, retryMs),
    });
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolveStarted = resolve;
      this.#supervisor.start();
      this.answers?.start();
    });
  }

  execute(command: SwitchCommand): void {
    this.#teller.quietly(() => execute(this.desk, command));
  }

  async stop(): Promise<void> {
    this.desk.connected = false;
    this.#teller.stop();
    this.#cancelReconcile?.();
    this.phones.lost();
    cancelTimers(this.desk);
    this.#supervisor.stop();
    this.answers?.stop();
    this.#closeCommandSockets();
    await this.#http.close();
    this.#resolveStarted();
  }

  async #open(onEnd: (error: AriError) => void, signal: AbortSignal): Promise<AriConnection> {
    if (this.#replaced) await this.#awaitVacancy();
    this.#postponed = [];
    return AriConnection.open({
      ...this.#site,
      http: this.#http,
      clock: this.#clock,
      timeoutMs: 2 * this.#timeoutMs,
      signal,
      onEvent: (event) => this.#event(event),
      onUnknown: (type) => this.#unknown(type),
      onEnd,
    });
  }

  /** Another router has our name: connecting would throw it out in turn, and so on for ever. */
  async #awaitVacancy(): Promise<void> {
    const { app } = this.#site;
    const path = `applications/${encodeURIComponent(app)}`;
    const reply = await this.#http.send({ method: 'GET', path });
    if (reply.status !== 404) throw replacedByOther(this.#site, app);
    this.#replaced = false;
  }

  async #up(connection: AriConnection): Promise<void> {
    const { app } = this.#site;
    this.#silent = 0;
    this.#hooks.onVersion(connection.version);
    this.#useCommandSockets(connection.version);
    const filter = { disallowed: unwantedEvents.map((type) => ({ type })) };
    // Asterisk 16.3 and later; without it we read past them.
    await connection
      .administer('applications', 'filter', { applicationName: app, filter })
      .catch(() => {});
    await resync(
      this.desk,
      this.#source,
      (channel) => this.#announced(channel),
      () => {
        this.desk.connected = true;
        this.#told = true;
      },
    );
    const postponed = this.#postponed ?? [];
    this.#postponed = undefined;
    for (const event of postponed) this.#event(event);
    this.#scheduleReconcile();
    this.phones.connected({
      subscribe: (sources) => this.#subscription(connection, 'subscribe', sources),
      unsubscribe: (sources) => this.#subscription(connection, 'unsubscribe', sources),
    });
    this.#resolveStarted();
  }

  async #subscription(
    connection: AriConnection,
    operation: 'subscribe' | 'unsubscribe',
    sources: readonly string[],
  ): Promise<void> {
    const { app } = this.#site;
    const eventSource = sources.map((phone) => `deviceState:${phone}`).join(',');
    const parameters = { applicationName: app, eventSource };
    await connection.administer('applications', operation, parameters);
  }

  #announced(channel: string): boolean {
    return (this.#postponed ?? []).some(
      (event) => event.type === 'StasisStart' && event.channel?.id === channel,
    );
  }

  #useCommandSockets(version: string): void {
    const wanted = this.#site.restOverWebSocket === 'auto' && hasRestOverWebSocket(version);
    if (wanted === (this.#commands !== undefined)) return;
    this.#closeCommandSockets();
    if (wanted) {
      this.#commands = { urgent: this.#openSocket('ring'), other: this.#openSocket('cmd') };
      this.#route.use(this.#commands);
    }
  }

  #openSocket(name: string): CommandSocket {
    const { url, user, password, app } = this.#site;
    const [clock, timeoutMs] = [this.#clock, this.#timeoutMs];
    const options = { url, user, password, app: `${app}-${name}`, clock, timeoutMs };
    const socket = new CommandSocket(options);
    socket.start();
    return socket;
  }

  #closeCommandSockets(): void {
    this.#commands?.urgent.close();
    this.#commands?.other.close();
    this.#commands = undefined;
    this.#route.use(undefined);
  }

  #event(event: AriEvent): void {
    const lag = lagOf(event.timestamp, Date.now());
    if (lag !== undefined && !this.#postponed) this.#hooks.meter.eventLag(lag);
    if (event.type === 'ApplicationReplaced') {
      if (event.application !== this.#site.app) return;
      this.#replaced = true;
      this.#supervisor.fail(replacedByOther(this.#site, this.#site.app));
    } else if (this.#postponed) this.#postponed.push(event);
    else translate(this.desk, this.phones, event);
  }

  #unknown(type: string): void {
    if (this.#hooks.onUnknown(type) > 1) return;
    const { url } = this.#site;
    const message = `${url} sent an event of unknown type "${type}": dropped, counted from now on`;
    this.desk.listener.onTrouble({ code: 'unknown-message', message, retriable: true });
  }

  /** The event socket must answer a ping; HTTP may miss one, when Asterisk is busy. */
  async #check(connection: AriConnection): Promise<void> {
    const [socket, http] = await Promise.allSettled([
      connection.ping(heartbeatMs - 1_000),
      this.#http.send({ method: 'GET', path: 'asterisk/ping' }, heartbeatMs - 1_000),
    ]);
    this.#silent = http.status === 'fulfilled' ? 0 : this.#silent + 1;
    if (socket.status === 'rejected' || this.#silent > 1) throw fellSilent(this.#site, heartbeatMs);
  }

  #down(error: AriError): void {
    this.desk.connected = false;
    this.#postponed = [];
    this.#cancelReconcile?.();
    this.phones.lost();
    this.#suspects = new Set();
    if (!this.#told) return;
    this.#told = false;
    this.#teller.tell({ type: 'switch-lost', why: error.message });
  }

  #trouble(error: AriError, retryMs: number): void {
    const message = `${error.message}; trying again in ${retryMs / 1_000} s`;
    this.desk.listener.onTrouble({ code: error.code, message, retriable: true });
  }

  #scheduleReconcile(): void {
    this.#cancelReconcile?.();
    this.#cancelReconcile = this.#clock.setTimer(reconcileMs, async () => {
      try {
        this.#suspects = await reconcile(this.desk, this.#source, this.#suspects);
      } catch {
        // The heartbeat decides whether contact is lost.
      }
      if (this.desk.connected) this.#scheduleReconcile();
    });
  }
}

/** Undefined: the configuration has none. */
function answerLineOf(
  { ami }: AsteriskAriSite,
  clock: Clock,
  listener: SwitchListener,
): AnswerLine | undefined {
  if (!ami) return undefined;
  const { host, port, user, password: secret } = ami;
  return new AnswerLine({
    address: { host, port, user, secret },
    clock,
    onChange: () => listener.onAbilities?.(),
    onTrouble: (trouble) => {
      const message = `${trouble}; until then no phone is told to answer by the desk`;
      listener.onTrouble({ code: 'command-failed', message, retriable: true });
    },
  });
}
