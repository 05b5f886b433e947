/**
 * Between the switch and the router: what the switch tells becomes facts, what the router says
 * becomes commands. Runs on the routing thread.
 */

import type { Clock } from '../adapters/clock.ts';
import type { SwitchFact, SwitchListener, SwitchPort, SwitchTrouble } from '../adapters/port.ts';
import type { CommandRecord } from '../core/routing/commands.ts';
import { asCallId, type CallId, type TargetId } from '../core/routing/ids.ts';
import { type Arrival, adoptionOf, arrivalOf } from './arrivals.ts';
import { cameByLink } from './call-attributes.ts';
import { CallbackOffers } from './callback-offers.ts';
import { Callbacks } from './callbacks.ts';
import { Customers } from './customers.ts';
import { Desk } from './desk.ts';
import { Dials } from './dials.ts';
import type { Directory } from './directory.ts';
import { answerFeature } from './features.ts';
import type { Gauges } from './gauges.ts';
import { Links } from './links.ts';
import type { Log } from './log.ts';
import type { Loop } from './loop.ts';
import { Phones } from './phones.ts';
import { hold, sendTo, type TranslateContext, toSwitchCommand } from './switch-commands.ts';
import { isConversationFact, Talks } from './talks.ts';
import type { View } from './view.ts';
import { queueOf } from './view-places.ts';

export interface SwitchboardOptions {
  readonly port: SwitchPort;
  readonly view: View;
  readonly directory: Directory;
  readonly gauges: Gauges;
  readonly log: Log;
  readonly loop: Loop;
  /** Of the dialogues with callers. */
  readonly clock: Clock;
  /** Told when the switch is reached, lost or can do other things, with the last trouble. */
  onSwitch?(connected: boolean, trouble: SwitchTrouble | undefined): void;
}

type Fact<T extends SwitchFact['type']> = SwitchFact & { readonly type: T };

export class Switchboard {
  readonly phones: Phones;
  readonly desk: Desk;
  readonly callbackOffers: CallbackOffers;
  readonly customers: Customers;
  readonly dials: Dials;
  readonly talks: Talks;
  readonly listener: SwitchListener;
  #directory: Directory;
  #nextCall = 0;
  #trouble: SwitchTrouble | undefined;
  readonly #options: SwitchboardOptions;
  readonly #context: TranslateContext;
  readonly #links: Links;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
    this.#directory = options.directory;
    const { view, port } = options;
    this.phones = new Phones(options.directory, view);
    const self = this;
    this.#context = {
      view,
      get directory() {
        return self.#directory;
      },
      phoneOf: (agent) => this.phones.phoneOf(agent),
    };
    const directory = (): Directory => this.#directory;
    const { loop, clock, log } = options;
    const mintCall = (): CallId => this.#mintCall();
    const callbacks = new Callbacks({ loop, view, directory, mintCall });
    this.callbackOffers = new CallbackOffers({ clock, port, view, callbacks, log, directory });
    this.customers = new Customers({ loop, view, port, log, directory });
    this.dials = new Dials({ clock, loop, view, port, log, directory, mintCall });
    this.#links = new Links({ loop, port, log, directory });
    this.talks = new Talks({ loop, view, port, clock, log });
    const { phones, talks } = this;
    this.desk = new Desk({ loop, view, port, phones, callbacks, talks, mintCall, directory });
    this.listener = {
      onFact: (fact) => {
        this.#onFact(fact);
        this.talks.told(fact);
      },
      onTrouble: (trouble) => this.#onTrouble(trouble),
      onAbilities: () => port.connected && options.onSwitch?.(true, undefined),
      mintCall,
      holdsOffer: (offer) => view.offers.has(offer),
      awaitsCustomer: (offer) => view.offers.get(offer)?.dialling === true,
      awaitsLink: (call) => view.calls.get(call)?.state === 'linking',
      awaitsDial: (call) => view.dials.has(call),
      conversation: (offer) => this.talks.belief(offer),
    };
  }

  get directory(): Directory {
    return this.#directory;
  }

  get trouble(): SwitchTrouble | undefined {
    return this.#trouble;
  }

  /** After a reload, once the router has the new policy. */
  replaceDirectory(directory: Directory): void {
    this.#directory = directory;
    this.phones.replaceDirectory(directory);
    this.#options.port.watchPhones(this.phones.watched());
    this.#links.replaced();
  }

  /** Carries out what the router said. */
  dispatch(record: CommandRecord): void {
    const { callbackOffers } = this;
    switch (record[0]) {
      case 'sendCall':
        if (this.#offersCallback(record[1], record[2])) return;
        break;
      case 'announce':
        // Not in the middle of a question.
        if (callbackOffers.has(record[1])) return;
        break;
      case 'dialCustomer':
        this.customers.dialled(record[1], record[2]);
        break;
      case 'connectCall':
        callbackOffers.end(record[2]);
        this.dials.taken(record[2]);
        break;
      case 'callEnded':
        callbackOffers.end(record[1]);
        this.dials.taken(record[1]);
        break;
    }
    const command = toSwitchCommand(record, this.#context);
    if (record[0] === 'linkCall') this.#links.dispatch(record[1], command);
    else if (command) this.#options.port.execute(command);
  }

  /** The caller is held and asked, in place of being sent on. */
  #offersCallback(call: CallId, target: TargetId | undefined): boolean {
    // At the door nobody has been answered yet: what is said would not be heard.
    const held = hold(call, this.#context);
    const site = target && this.#directory.target(target);
    if (site?.callback && held) this.#options.port.execute(held);
    return this.callbackOffers.sent(call, target);
  }

  #mintCall(): CallId {
    this.#nextCall = Math.max(this.#nextCall, this.#options.view.nextCall);
    return asCallId(this.#nextCall++);
  }

  #onFact(fact: SwitchFact): void {
    const loop = this.#options.loop;
    switch (fact.type) {
      case 'caller-entered':
        this.#entered(fact);
        return;
      case 'call-found':
        this.#found(fact);
        return;
      case 'caller-pressed':
        this.#pressed(fact);
        return;
      case 'caller-left':
        if (this.dials.left(fact.call)) return;
        // Of a callback, the channel that has gone is one the router had given up.
        if (!this.customers.waits(fact.call)) loop.post({ type: 'caller-left', call: fact.call });
        return;
      case 'customer-answered':
        this.customers.answered(fact);
        return;
      case 'customer-failed':
        this.customers.failed(fact);
        return;
      case 'send-failed':
        this.#sendFailed(fact);
        return;
      case 'link-ended':
        this.#links.ended(fact);
        return;
      case 'offer-ended':
        this.#offerEnded(fact);
        return;
      case 'connect-failed':
        this.#connectFailed(fact);
        return;
      case 'call-connected':
        loop.post(fact, this.customers.connected(fact));
        return;
      case 'agent-left':
        this.customers.ended(fact.offer);
        loop.post(fact);
        return;
      case 'link-accepted':
      case 'offer-ringing':
      case 'offer-answered':
        loop.post(fact);
        return;
      case 'recording-changed':
        this.#recordingChanged(fact);
        return;
      case 'phone-changed':
        this.#phoneChanged(fact);
        return;
      case 'feature-dialled':
        this.#featureDialled(fact);
        return;
      case 'feature-left':
        for (const each of this.phones.featureLeft(fact.feature)) loop.post(each);
        return;
      case 'switch-lost':
        this.#lost(fact);
        return;
      case 'switch-restored':
        this.#restored(fact);
        return;
      default:
        if (isConversationFact(fact)) this.talks.take(fact);
        else this.dials.take(fact);
    }
  }

  /** Of a caller who is told something on the way out, the key is for whoever reads it. */
  #pressed({ call, key }: Fact<'caller-pressed'>): void {
    const { loop, view } = this.#options;
    if (this.callbackOffers.pressed(call, key)) return;
    if (view.calls.get(call)?.state === 'leaving') loop.note({ type: 'caller-pressed', call, key });
    else loop.post({ type: 'call-escaped', call, key });
  }

  #connectFailed({ offer, why }: Fact<'connect-failed'>): void {
    const { loop, log } = this.#options;
    log.warn({ offer, why }, 'connecting failed');
    loop.post({ type: 'connect-failed', offer });
  }

  #recordingChanged({ offer, state }: Fact<'recording-changed'>): void {
    const { loop, log } = this.#options;
    if (state === 'failed') log.warn({ offer }, 'the switch could not record the call');
    loop.note({ type: 'recording-changed', offer, state });
  }

  #featureDialled(fact: Fact<'feature-dialled'>): void {
    const { loop, port, log } = this.#options;
    const { desk, phones } = this;
    for (const each of phones.featureDialled(fact.feature, fact.phone)) loop.post(each);
    void answerFeature(fact, { desk, phones, port, log, directory: () => this.#directory });
  }

  #lost({ why }: Fact<'switch-lost'>): void {
    const { loop, log } = this.#options;
    for (const each of this.phones.featuresLost()) loop.post(each);
    log.error({ why }, 'contact with the switch is lost');
    loop.post({ type: 'switch-lost' });
    this.#options.onSwitch?.(false, this.#trouble);
  }

  #entered(fact: Fact<'caller-entered'>): void {
    const arrival = arrivalOf(fact, {
      view: this.#options.view,
      directory: this.#directory,
      now: this.#options.loop.now(),
      agentAt: (phone) => this.phones.takenBy(phone, undefined),
    });
    this.#arrive(fact, arrival, false);
  }

  #found(fact: Fact<'call-found'>): void {
    const { view, port, log } = this.#options;
    const known = view.calls.get(fact.call);
    // The crash may have come between the note of the caller and the arrival.
    if (!known || (known.state === 'entered' && !queueOf(known))) {
      const now = this.#options.loop.now();
      this.dials.taken(fact.call);
      this.#arrive(fact, adoptionOf(fact, this.#directory, now), true);
      return;
    }
    log.info({ call: fact.call, queue: queueOf(known) }, 'waiting caller found again');
    this.customers.letGo(fact.call);
    // Its music may never have started before the process went down; twice does no harm.
    const held = known.state === 'leaving' ? undefined : hold(fact.call, this.#context);
    if (held) port.execute(held);
  }

  #arrive(
    fact: Fact<'caller-entered'> | Fact<'call-found'>,
    arrival: Arrival,
    again: boolean,
  ): void {
    const { log } = this.#options;
    const { call, channel, caller, dialled } = fact;
    if ('refused' in arrival) {
      this.#options.gauges.count(`refused-${arrival.refused}`);
      this.#refuse(call, channel, arrival.why, 'variables' in fact && cameByLink(fact));
      return;
    }
    const { event, queue, oddities } = arrival;
    for (const oddity of oddities) log.warn({ call, channel, queue: queue.id }, oddity);
    const loop = this.#options.loop;
    const { tenant } = queue;
    const { attempt } = arrival;
    const note = { type: 'caller', call, tenant, channel, caller, dialled } as const;
    const found = again ? { ...note, again, ...(attempt && { attempt }) } : note;
    loop.note(found);
    loop.post(event, (outcome) => {
      if (outcome !== 'over-limit' && outcome !== 'unknown-queue' && outcome !== 'loop') return;
      if (outcome === 'over-limit') this.#options.gauges.count('refused-over-limit');
      this.#refuse(call, channel, `the router says ${outcome}`, event.path !== undefined);
    });
    log.debug({ call, channel, queue: queue.id, again }, 'caller entered');
  }

  /** `byLink`: the site it came from keeps it in its place. */
  #refuse(call: CallId, channel: string, why: string, byLink = false): void {
    const kind = byLink ? 'refuse' : 'dialplan';
    const done = byLink ? 'call of another site refused' : 'caller sent back to the dialplan';
    this.#options.log.warn({ call, channel }, `${done}: ${why}`);
    this.#options.loop.note({ type: 'caller-refused', call, why });
    this.#options.port.execute({ type: 'send', call, to: { kind } });
  }

  #sendFailed(fact: Fact<'send-failed'>): void {
    const { log, view, port } = this.#options;
    log.warn({ call: fact.call, why: fact.why }, 'the switch could not send the caller on');
    const { call } = fact;
    this.#options.loop.post({ type: 'send-failed', call }, (outcome) => {
      const leaving = view.calls.get(call)?.state ?? 'leaving';
      if (outcome === 'applied' || leaving !== 'leaving') return;
      // It cannot go back either: silence for ever would be worse than the end.
      port.execute({ type: 'release-call', call, to: 'hang-up' });
    });
  }

  #offerEnded(fact: Fact<'offer-ended'>): void {
    const { log, view } = this.#options;
    const { offer, result, why } = fact;
    const agent = view.offers.get(offer)?.agent;
    const phone = agent && this.phones.phoneOf(agent);
    if (result === 'unreachable' || result === 'failed') {
      const cause = why ? ` (${why})` : '';
      log.warn({ offer, agent, phone }, `phone ${phone} of agent ${agent}: ${result}${cause}`);
    }
    this.customers.ended(offer);
    this.#options.loop.post({ type: 'offer-ended', offer, result });
  }

  #phoneChanged({ phone, state }: Fact<'phone-changed'>): void {
    this.#links.trunkChanged(phone, state);
    const agents = [...this.phones.agentsOf(phone)].join(', ');
    if (agents === '') return;
    const before = this.phones.isReachable(phone);
    const facts = this.phones.changed(phone, state);
    for (const fact of facts) this.#options.loop.post(fact);
    if (state === 'unreachable' && before !== false) {
      const message =
        `agent ${agents} is unreachable: phone ${phone} is not registered at the switch, or ` +
        'there is no such phone; check `phone` in the configuration and the phone itself';
      this.#options.log.warn({ phone }, message);
    }
    if (state === 'reachable' && before === false) {
      this.#options.log.info({ phone }, `agent ${agents} is reachable again`);
    }
  }

  #restored({ calls, offers, linked, dials }: Fact<'switch-restored'>): void {
    const { log, view, port } = this.#options;
    this.#trouble = undefined;
    log.info({ calls: calls.length, offers: offers.length }, 'the switch is connected');
    this.customers.restored(offers);
    this.dials.restored(calls, dials);
    this.talks.restored();
    this.#links.connected();
    const links = linked === undefined ? {} : { linked };
    this.#options.loop.post({ type: 'switch-restored', calls, offers, ...links }, () => {
      // Callers whose way out fell into the outage are still here: they are sent again.
      for (const id of calls) {
        const call = view.calls.get(id);
        if (call?.state !== 'leaving' || this.callbackOffers.has(id)) continue;
        const target = this.#directory.target(call.target as never)?.id;
        port.execute(sendTo(id, target, this.#directory));
      }
    });
    this.#options.onSwitch?.(true, undefined);
  }

  #onTrouble(trouble: SwitchTrouble): void {
    this.#options.gauges.count('trouble');
    const { code, message, retriable } = trouble;
    this.#options.log[code === 'command-failed' ? 'warn' : 'error']({ code, retriable }, message);
    this.#trouble = trouble;
    this.#options.onSwitch?.(this.#options.port.connected, trouble);
  }
}
