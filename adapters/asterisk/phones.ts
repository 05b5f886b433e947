/**
 * The phones of agents: whether they can be reached, and whether they are in a call that is none of
 * ours. Asterisk's device states lag behind its channels, so busy and free are looked at again
 * before they are told.
 */

import type { PhoneState } from '../port.ts';
import type { Desk } from './desk.ts';

const debounceMs = 400;
const unreachableStates = new Set(['UNAVAILABLE', 'INVALID']);
const freeStates = new Set(['NOT_INUSE', 'UNKNOWN', ...unreachableStates]);

interface Phone {
  readonly name: string;
  /** Asterisk's device state; undefined: not heard yet. */
  device: string | undefined;
  reachable: boolean | undefined;
  busy: boolean;
  cancelTimer: (() => void) | undefined;
}

/** Subscribes to phones and unsubscribes; rejects when Asterisk does not know one. */
export interface PhoneSources {
  subscribe(phones: readonly string[]): Promise<void>;
  unsubscribe(phones: readonly string[]): Promise<void>;
}

/** Phones of one request, so that its address stays short. */
const sourcesPerRequest = 20;

export class Phones {
  readonly #phones = new Map<string, Phone>();
  readonly #desk: Desk;
  #sources: PhoneSources | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Replaces the list. */
  watch(names: readonly string[]): void {
    const wanted = new Set(names);
    const gone = [...this.#phones.keys()].filter((name) => !wanted.has(name));
    for (const name of gone) {
      this.#phones.get(name)?.cancelTimer?.();
      this.#phones.delete(name);
    }
    const added = [...wanted].filter((name) => !this.#phones.has(name));
    for (const name of added) {
      this.#phones.set(name, {
        name,
        device: undefined,
        reachable: undefined,
        busy: false,
        cancelTimer: undefined,
      });
    }
    if (gone.length > 0) void this.#sources?.unsubscribe(gone).catch(() => {});
    if (this.#desk.connected) void this.#follow(added);
  }

  /** After each connection: everything is subscribed to and read anew. */
  connected(sources: PhoneSources): void {
    this.#sources = sources;
    void this.#follow([...this.#phones.keys()]);
  }

  lost(): void {
    this.#sources = undefined;
    for (const phone of this.#phones.values()) {
      phone.cancelTimer?.();
      phone.cancelTimer = undefined;
    }
  }

  deviceChanged(name: string, device: string): void {
    const phone = this.#phones.get(name);
    if (!phone) return;
    phone.device = device;
    this.#tellReachable(phone, !unreachableStates.has(device));
    this.#look(phone);
  }

  reachabilityChanged(name: string, reachable: boolean): void {
    const phone = this.#phones.get(name);
    if (phone) this.#tellReachable(phone, reachable);
  }

  /** A leg of ours came or went: what the device state means has changed. */
  legChanged(name: string): void {
    const phone = this.#phones.get(name);
    if (phone) this.#look(phone);
  }

  async #follow(names: readonly string[]): Promise<void> {
    const sources = this.#sources;
    if (!sources) return;
    for (let i = 0; i < names.length; i += sourcesPerRequest) {
      const some = names.slice(i, i + sourcesPerRequest);
      try {
        await sources.subscribe(some);
      } catch (error) {
        const message = `cannot watch ${some.join(', ')}: ${(error as Error).message}`;
        this.#desk.listener.onTrouble({ code: 'command-failed', message, retriable: true });
      }
      await Promise.all(some.map((name) => this.#read(name)));
    }
  }

  async #read(name: string): Promise<void> {
    const device = await this.#desk.ways.deviceState(name);
    // Without contact there is nothing to tell; it is read again after the next connection.
    if (device !== undefined && this.#desk.connected) this.deviceChanged(name, device);
  }

  #tellReachable(phone: Phone, reachable: boolean): void {
    if (phone.reachable === reachable) return;
    phone.reachable = reachable;
    this.#tell(phone, reachable ? 'reachable' : 'unreachable');
  }

  #tell(phone: Phone, state: PhoneState): void {
    this.#desk.tell({ type: 'phone-changed', phone: phone.name, state });
  }

  #look(phone: Phone): void {
    const inUse = phone.device !== undefined && !freeStates.has(phone.device);
    // Nothing to find out: our own legs explain it, or it is as told.
    if (!phone.cancelTimer && !phone.busy && !inUse) return;
    phone.cancelTimer?.();
    phone.cancelTimer = this.#desk.clock.setTimer(debounceMs, () => {
      phone.cancelTimer = undefined;
      void this.#judge(phone);
    });
  }

  async #judge(phone: Phone): Promise<void> {
    const { device } = phone;
    const inUse = device !== undefined && !freeStates.has(device);
    // A leg of ours explains it, and asking is a request a call: looked at when it ends.
    if (inUse && !phone.busy && this.#hasLeg(phone.name)) return;
    const busy = inUse && (await this.#hasForeignCall(phone.name));
    if (busy === phone.busy || phone.device !== device) return;
    if (this.#phones.get(phone.name) !== phone || !this.#desk.connected) return;
    phone.busy = busy;
    this.#tell(phone, busy ? 'busy' : 'free');
  }

  #hasLeg(name: string): boolean {
    for (const leg of this.#desk.legs.values()) if (leg.phone === name) return true;
    return false;
  }

  async #hasForeignCall(name: string): Promise<boolean> {
    const { ways, legsByChannel, featuresByChannel, linksByChannel } = this.#desk;
    const channels = await ways.channelsOf(name);
    const ours = (id: string): boolean =>
      legsByChannel.has(id) || featuresByChannel.has(id) || linksByChannel.has(id);
    return channels?.some((id) => !ours(id)) ?? false;
  }
}
