/**
 * What the contract suite needs of a switch and of the people around it, whatever they are made of.
 */

import type { SwitchPort } from '../../adapters/port.ts';

export type Hearing = 'silence' | 'music' | 'ringing' | 'announcement' | 'conversation' | 'nothing';

/**
 * Whoever speaks: the phones by number, callers, whom the dialplan reaches, the customer outside,
 * who is behind the trunk.
 */
export type Voice =
  | 'phone 0'
  | 'phone 1'
  | 'phone 2'
  | 'caller'
  | 'somebody'
  | 'customer'
  | 'trunk';

export interface ContractCaller {
  /** Whom it hears speak. */
  voices(): Promise<readonly Voice[]>;
  /** Keys sent to it so far. */
  keys(): string;
  hangUp(): Promise<void>;
  press(key: string): Promise<void>;
  hears(): Promise<Hearing>;
  /** `application`: with the router; `dialplan`: in the fallback or where it was sent. */
  where(): Promise<'application' | 'dialplan' | 'gone'>;
  /** Whether the call ended without an answer, as to somebody who is busy. */
  refused(): Promise<boolean>;
}

/** What a phone does when it rings; `wait` leaves it to `answer` and `decline`. */
export type PhoneBehaviour = 'answer' | 'decline' | 'busy' | 'wait';

/** A telephone that is called. */
export interface ContractTelephone {
  readonly state: 'idle' | 'ringing' | 'talking';
  /** Whom it hears speak. */
  voices(): Promise<readonly Voice[]>;
  /** Keys sent to it in the call that is there. */
  keys(): string;
  hears(): Promise<Hearing>;
  /** Name and number on its display while a call is there. */
  shows(): { readonly name: string; readonly number: string } | undefined;
  does(behaviour: PhoneBehaviour): void;
  answer(): Promise<void>;
  decline(): Promise<void>;
  hangUp(): Promise<void>;
  press(key: string): Promise<void>;
  /** Whoever holds it begins to speak, also in later calls, or falls silent. */
  speaks(on: boolean): void;
}

/** Somebody outside who asked to be called back. */
export interface ContractCustomer extends ContractTelephone {
  /** As `dial-customer` takes it, by way of the dialplan. */
  readonly endpoint: string;
}

/** What answers behind a trunk. */
export interface ContractTrunk extends ContractTelephone {
  /** As `link` takes it. */
  readonly endpoint: string;
  /** A header of the call that is there. */
  given(header: string): string | undefined;
}

export interface ContractPhone extends ContractTelephone {
  /** `PJSIP/1001`. */
  readonly peer: string;
  /** Calls it has listed as missed. */
  readonly missed: number;
  hold(on: boolean): Promise<void>;
  /** To an extension of the world: `somebody` answers, `nobody` does not exist. */
  transferBlind(to: 'somebody' | 'nobody'): Promise<void>;
  /** Puts the call on hold, talks to somebody, then hands the caller over. */
  transferAttended(): Promise<void>;
  /** Ends or renews its registration. */
  register(registered: boolean): Promise<void>;
  /** A call that is none of the router's. The result ends it. */
  callOutside(): Promise<() => Promise<void>>;
  /** Dials the feature code for signing in with this agent's number. */
  dialSignIn(agent: string): Promise<void>;
}

export interface CallerOrder {
  /** `queue,support,class=vip,head-start=60s` comes in by name, the rest by a dialled number. */
  readonly by: 'number' | 'queue-with-attributes';
  readonly number?: string;
  readonly name?: string;
}

/** What a world cannot bring about; the reason is printed with the test it leaves out. */
export type Provocation = 'restart' | 'hearing' | 'display' | 'reregister';

export interface ContractWorld {
  readonly cannot: Partial<Readonly<Record<Provocation, string>>>;
  /** A number that is dialled with `by: 'number'`. */
  readonly dialled: string;
  /** Sounds: one of about a second or two, and one of at least ten seconds. */
  readonly sounds: { readonly short: string; readonly long: string };
  /** Where `send` with kind `extension` may go. */
  readonly place: { readonly context: string; readonly extension: string };
  /** Where ARI is, for those who look behind the adapter. */
  readonly ari?: { readonly url: string; readonly user: string; readonly password: string };
  /** A router process of its own: a port to this switch, not started. */
  createPort(): SwitchPort;
  /** A number that no other offer of this world ever had; the next ones are free too. */
  nextOffer(): number;
  now(): number;
  /** Lets time pass until it holds. Rejects after `limitMs` and says what was waited for. */
  until(what: string, holds: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
  enter(order?: Partial<CallerOrder>): Promise<ContractCaller>;
  /** One of at least three phones, reachable and idle. */
  phone(index: number): ContractPhone;
  readonly customer: ContractCustomer;
  readonly trunk: ContractTrunk;
  /** The line between the router and the switch breaks. */
  cutLink(): Promise<void>;
  restoreLink(): Promise<void>;
  /** The switch itself ends and starts again: every call is lost. */
  restart(): Promise<void>;
  /** Channels and bridges that are there. */
  leftovers(): Promise<readonly string[]>;
  /** Everybody hangs up and every phone is as at first; leaves what the router left. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
