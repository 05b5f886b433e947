/** Promises to call back as agents see them, and what agents do with them. */

import { type Database, StoreError } from './database.ts';
import { sql } from './sql.ts';

/** A promise that is still to be kept, with whom it was made to. */
export interface OpenPromise {
  readonly id: number;
  readonly person: number;
  readonly name: string;
  readonly kana: string;
  readonly number: number;
  readonly owner: string | null;
  readonly ownerUntil: number | null;
  readonly team: string;
  readonly dueAt: number;
  readonly dueUntil: number;
  readonly zone: string;
  readonly note: string;
  readonly state: 'promised' | 'taken';
  /** Code of the campaign. */
  readonly campaign: string | null;
  readonly lead: number | null;
}

/** Who asks, and when. */
export interface PromiseTaker {
  readonly agent: string;
  readonly teams: readonly string[];
  readonly now: number;
}

/** Whether it is the agent's own, or free for everybody in one of these teams. */
export function isOpenTo(
  promise: Pick<OpenPromise, 'owner' | 'ownerUntil' | 'team' | 'state'>,
  { agent, teams, now }: PromiseTaker,
): 'own' | 'team' | undefined {
  const { owner, ownerUntil, team, state } = promise;
  if (owner === agent) return 'own';
  if (state === 'taken') return undefined;
  const isFree = owner === null || (ownerUntil ?? 0) <= now;
  return isFree && (team === '' || teams.includes(team)) ? 'team' : undefined;
}

export class AgentPromises {
  readonly #database: Database;
  readonly #tenant: number;

  constructor(database: Database, tenant: number) {
    this.#database = database;
    this.#tenant = tenant;
  }

  /** Those due before `until`, soonest first; none of what an agent is dialling by hand. */
  open(until: number, limit: number): Promise<OpenPromise[]> {
    return this.#database.query<OpenPromise>(sql`
      select callback.id, person, person.name, person.kana, number, owner,
        owner_until as "ownerUntil", team, due_at as "dueAt", due_until as "dueUntil",
        callback.zone, note, callback.state, campaign.code as campaign, lead
      from callback
      join person on person.id = callback.person
      left join campaign on campaign.id = callback.campaign
      where callback.tenant = ${this.#tenant} and callback.state in ('promised', 'taken')
        and due_at <= ${until} and path = 'callback'
      order by due_at, callback.id limit ${limit}`);
  }

  /**
   * It is this agent's, now. True: a campaign has it, and dials it as soon as the agent is ready;
   * false: the agent dials. Rejects with `refused` when it is somebody else's or is over.
   */
  async take(id: number, taker: PromiseTaker): Promise<boolean> {
    return this.#database.transaction(async (within) => {
      const [promise] = await within.query<OpenPromise>(sql`
        select owner, owner_until as "ownerUntil", team, state, lead, due_until as "dueUntil"
        from callback where id = ${id} and tenant = ${this.#tenant} and state = 'promised'`);
      if (promise === undefined || isOpenTo(promise, taker) === undefined) throw over(id);
      const { agent, now } = taker;
      const dials = promise.lead !== null;
      const until = Math.max(promise.dueUntil, now + takenMs);
      await within.run(sql`
        update callback set owner = ${agent}, owner_until = ${until}, due_until = ${until},
          due_at = ${now}, state = ${dials ? 'promised' : 'taken'}
        where id = ${id} and tenant = ${this.#tenant}`);
      return dials;
    });
  }

  /** The agent has called, by whatever way. Rejects as `take` does. */
  done(id: number, taker: PromiseTaker): Promise<void> {
    return this.#end(id, taker, 'kept', '');
  }

  /** It is not going to be kept, and why. Rejects as `take` does. */
  dismiss(id: number, taker: PromiseTaker, explanation: string): Promise<void> {
    return this.#end(id, taker, 'missed', explanation);
  }

  #end(
    id: number,
    taker: PromiseTaker,
    state: 'kept' | 'missed',
    explanation: string,
  ): Promise<void> {
    return this.#database.transaction(async (within) => {
      const [promise] = await within.query<OpenPromise>(sql`
        select owner, owner_until as "ownerUntil", team, state from callback
        where id = ${id} and tenant = ${this.#tenant} and state in ('promised', 'taken')`);
      if (promise === undefined || isOpenTo(promise, taker) === undefined) throw over(id);
      await within.run(sql`
        update callback set state = ${state}, explanation = ${explanation}
        where id = ${id} and tenant = ${this.#tenant}`);
    });
  }
}

/** Whoever takes a promise has it alone for so long at least. */
const takenMs = 15 * 60_000;

const over = (id: number): StoreError =>
  new StoreError('refused', `promise ${id} is over, or somebody else has it`);
