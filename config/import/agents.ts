/** Agents: everybody who stands in a queue, once, with the queues and teams of each. */

import type { Dialplan } from './dialplan.ts';
import type { Yaml, YamlMap } from './drafts.ts';
import { differs, type Findings, type Verdict } from './findings.ts';
import { IdMaker } from './ids.ts';
import { type PhoneFound, phoneOf } from './phones.ts';
import { isYes } from './seats.ts';
import type { Place, Seat } from './source.ts';

interface Agent {
  readonly id: string;
  readonly name: string;
  readonly at: Place;
  readonly phone: string;
  readonly queues: Map<string, number>;
  readonly teams: Set<string>;
}

/** How phones are found. */
export interface PhoneLook {
  readonly dialplan: Dialplan | undefined;
  /** Assumed of extensions: `PJSIP`. */
  readonly technology: string;
}

/** Gathers agents queue by queue; who has the same phone is the same agent. */
export class AgentList {
  readonly #byPhone = new Map<string, Agent>();
  readonly #ids = new IdMaker('agent');
  readonly #look: PhoneLook;
  readonly #findings: Findings;

  constructor(look: PhoneLook, findings: Findings) {
    this.#look = look;
    this.#findings = findings;
  }

  get count(): number {
    return this.#byPhone.size;
  }

  /** The phone of a seat; tells why there is none, if so. */
  phoneFor(seat: Seat, about: string): PhoneFound | undefined {
    const found = phoneOf(seat, this.#look.dialplan, this.#look.technology);
    if ('phone' in found) return found;
    this.#findings.add('none', seat.at, about, seat.written, found.verdict);
    return undefined;
  }

  /** Puts an agent into a queue, by name or through a team. */
  take(seat: Seat, queue: string, about: string, team: string | undefined): void {
    const found = this.phoneFor(seat, about);
    if (found === undefined) return;
    const agent = this.#byPhone.get(found.phone) ?? this.#open(found, seat);
    if (team === undefined) agent.queues.set(queue, seat.rank);
    else agent.teams.add(team);
    const name = seat.name === '' || seat.name === agent.name;
    const other = `the name is ${agent.name}, as on an earlier line`;
    const verdict: Verdict = name
      ? found.verdict
      : differs(`phone: ${found.phone}`, [found.verdict.why, other].filter(Boolean).join('; '));
    const where = team === undefined ? `rank ${seat.rank}` : `team ${team}`;
    const { fate, ...rest } = verdict;
    const became = `agent ${agent.id}, ${rest.became ?? ''}, ${where}`;
    this.#findings.add(fate, seat.at, about, seat.written, { ...rest, became });
    this.#tellExtras(seat, about);
  }

  /** `agents:`, in order of appearance. */
  yaml(): YamlMap {
    const entries = [...this.#byPhone.values()].map(({ id, name, phone, queues, teams }) => {
      const agent: YamlMap = {};
      if (name !== id) agent.name = name;
      agent.phone = phone;
      if (teams.size > 0) agent.teams = [...teams];
      if (queues.size > 0) {
        agent.queues = [...queues].map(
          ([queue, rank]): Yaml => (rank === 0 ? queue : { queue, rank }),
        );
      }
      return [id, agent] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Where each agent stands first, by id. */
  places(): ReadonlyMap<string, Place> {
    return new Map([...this.#byPhone.values()].map(({ id, at }) => [id, at]));
  }

  #open({ phone, peer }: PhoneFound, seat: Seat): Agent {
    const id = this.#ids.idFor(peer);
    if (id !== peer) this.#findings.renamed.push({ kind: 'agent', name: peer, id, at: seat.at });
    const name = seat.name === '' || seat.name === seat.phone ? id : seat.name;
    const agent = { id, name, at: seat.at, phone, queues: new Map(), teams: new Set<string>() };
    this.#byPhone.set(phone, agent);
    return agent;
  }

  #tellExtras(seat: Seat, about: string): void {
    if (seat.paused) {
      this.#findings.add('none', seat.at, about, 'paused', {
        why: 'agents begin signed out; pauses are theirs',
      });
    }
    if (isYes(seat.ringInUse)) {
      this.#findings.add('none', seat.at, about, `ringinuse ${seat.ringInUse}`, {
        why: 'a phone in a call is never rung',
      });
    }
  }
}

/** A wrap-up all agents of a queue share is the queue's; others have no equal. */
export function seatWrapUp(
  seats: readonly Seat[],
  about: string,
  findings: Findings,
): number | undefined {
  const own = seats.filter(({ wrapUp }) => /^\d+$/.test(wrapUp) && Number(wrapUp) > 0);
  const times = new Set(own.map(({ wrapUp }) => Number(wrapUp)));
  const shared = own.length === seats.length && times.size === 1 ? [...times][0] : undefined;
  for (const seat of own) {
    const written = `${seat.phone}, wrapuptime ${seat.wrapUp}`;
    if (shared === undefined) {
      findings.add('none', seat.at, about, written, {
        why: 'wrap-up is that of the queue, the same for all its agents',
      });
    } else findings.add('exact', seat.at, about, written, { became: `wrap-up: ${shared}s` });
  }
  return shared;
}
