/**
 * Which phone an agent uses, and what the switch says of phones, turned into facts about agents.
 */

import type { PhoneState } from '../adapters/port.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { AgentId } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import type { View } from './view.ts';

interface Known {
  reachable?: boolean;
  busy?: boolean;
}

export class Phones {
  readonly #view: View;
  readonly #known = new Map<string, Known>();
  #directory: Directory;
  /** Feature codes whose phones are still off the hook. */
  readonly #features = new Map<number, string>();
  /** Phones chosen at sign-in, so that no scan is needed when their state changes. */
  #users = new Map<string, Set<AgentId>>();

  constructor(directory: Directory, view: View) {
    this.#directory = directory;
    this.#view = view;
    this.index();
  }

  replaceDirectory(directory: Directory): void {
    this.#directory = directory;
    this.index();
  }

  /** Chosen at sign-in, else the configured one. */
  phoneOf(agent: AgentId): string | undefined {
    return this.#view.agents.get(agent)?.phone ?? this.#directory.agent(agent)?.phone;
  }

  agentsOf(phone: string): Iterable<AgentId> {
    return this.#users.get(phone) ?? [];
  }

  /** The signed-in agent at this phone, other than `self`. */
  takenBy(phone: string, self: AgentId | undefined): AgentId | undefined {
    for (const agent of this.agentsOf(phone)) {
      if (agent !== self && this.#view.agents.get(agent)?.state !== 'signed-out') return agent;
    }
    return undefined;
  }

  /** Every phone whose state matters, and the trunks of links. */
  watched(): string[] {
    const trunks = (this.#directory.site.links ?? []).map(({ trunk }) => trunk);
    return [...new Set([...this.#users.keys(), ...trunks])];
  }

  /** Reads the agents' phones anew, after one has changed. Cost: O(agents). */
  index(): void {
    this.#users = new Map();
    for (const { id } of this.#directory.agents) {
      const phone = this.phoneOf(id);
      if (phone === undefined) continue;
      const users = this.#users.get(phone);
      if (users) users.add(id);
      else this.#users.set(phone, new Set([id]));
    }
    for (const phone of this.#known.keys()) {
      if (!this.#users.has(phone)) this.#known.delete(phone);
    }
  }

  isReachable(phone: string): boolean | undefined {
    return this.#known.get(phone)?.reachable;
  }

  /** Keeps what the switch said; the facts it means for each agent of the phone. */
  changed(phone: string, state: PhoneState): RouterEvent[] {
    const known = this.#known.get(phone) ?? {};
    if (state === 'busy' || state === 'free') known.busy = state === 'busy';
    else known.reachable = state === 'reachable';
    this.#known.set(phone, known);
    // Free of other calls, but still at a feature code.
    if (state === 'free' && this.#atFeature(phone)) return [];
    return this.#tellAll(phone, state);
  }

  /** Nobody is offered a call while the phone still says that the sign-in was done. */
  featureDialled(feature: number, phone: string): RouterEvent[] {
    this.#features.set(feature, phone);
    return this.#tellAll(phone, 'busy');
  }

  featureLeft(feature: number): RouterEvent[] {
    const phone = this.#features.get(feature);
    this.#features.delete(feature);
    if (phone === undefined || this.#known.get(phone)?.busy || this.#atFeature(phone)) return [];
    return this.#tellAll(phone, 'free');
  }

  /** Contact is lost: the ends of feature codes will not be told. */
  featuresLost(): RouterEvent[] {
    return [...this.#features.keys()].flatMap((feature) => this.featureLeft(feature));
  }

  /** The facts that bring an agent in line with the phone it has now. */
  stateOf(agent: AgentId): RouterEvent[] {
    const phone = this.phoneOf(agent) ?? '';
    const known = this.#known.get(phone);
    const busy = known?.busy || this.#atFeature(phone);
    const facts: RouterEvent[] = [{ type: busy ? 'agent-busy' : 'agent-free', agent }];
    if (known?.reachable !== undefined) {
      facts.push({ type: known.reachable ? 'agent-reachable' : 'agent-unreachable', agent });
    }
    return facts;
  }

  #atFeature(phone: string): boolean {
    for (const each of this.#features.values()) if (each === phone) return true;
    return false;
  }

  #tellAll(phone: string, state: PhoneState): RouterEvent[] {
    const type = `agent-${state}` as const;
    return [...this.agentsOf(phone)].map((agent) => ({ type, agent }));
  }
}
