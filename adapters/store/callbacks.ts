/** Promises to call back: when, by whom, and whether they were kept. */

import type { DialPath } from '../../core/outreach/may-dial/facts.ts';
import { type Database, StoreError, single } from './database.ts';
import { listOf, sql } from './sql.ts';

export interface CallbackDraft {
  readonly person: number;
  readonly number: number;
  readonly campaign?: number;
  readonly lead?: number;
  /** The agent who promised, who has it alone until `ownerUntil`; then the team. */
  readonly owner?: string;
  readonly ownerUntil?: number;
  readonly team?: string;
  /** Epoch ms: not before, and not later than. */
  readonly dueAt: number;
  readonly dueUntil: number;
  /** The customer's, in which the promise was made. */
  readonly zone: string;
  readonly note?: string;
  /** By which way it is dialled; absent: as a promise to call back. */
  readonly path?: PromisePath;
}

/** A promise to call back, or an agent who dials by hand, now. */
export type PromisePath = Extract<DialPath, 'callback' | 'preview' | 'manual'>;

export interface Callback {
  readonly id: number;
  readonly person: number;
  readonly number: number;
  readonly campaign: number | null;
  readonly lead: number | null;
  readonly owner: string | null;
  readonly ownerUntil: number | null;
  readonly team: string;
  readonly dueAt: number;
  readonly dueUntil: number;
  readonly zone: string;
  readonly note: string;
  readonly state: 'promised' | 'taken' | 'kept' | 'missed' | 'cancelled';
  readonly explanation: string;
  readonly path: PromisePath;
}

const columns = sql`id, person, number, campaign, lead, owner, owner_until as "ownerUntil", team,
  due_at as "dueAt", due_until as "dueUntil", zone, note, state, explanation, path`;

export class Callbacks {
  readonly #database: Database;
  readonly #tenant: number;

  constructor(database: Database, tenant: number) {
    this.#database = database;
    this.#tenant = tenant;
  }

  async promise(draft: CallbackDraft, madeAt: number): Promise<number> {
    const rows = await this.#database.query<{ id: number }>(sql`
      insert into callback (tenant, person, number, campaign, lead, owner, owner_until, team, due_at,
        due_until, zone, note, path, made_at)
      select ${this.#tenant}, id, ${draft.number}, ${draft.campaign ?? null}, ${draft.lead ?? null},
        ${draft.owner ?? null}, ${draft.ownerUntil ?? null}, ${draft.team ?? ''}, ${draft.dueAt},
        ${draft.dueUntil}, ${draft.zone}, ${draft.note ?? ''},
        ${draft.path ?? 'callback'}, ${madeAt}
      from person where id = ${draft.person} and tenant = ${this.#tenant} returning id`);
    return single(rows, `person ${draft.person}`).id;
  }

  /**
   * Promises that are due and that this agent may keep, the oldest first: the agent’s own; and
   * of the agent's teams, or of none, that nobody has alone any more.
   */
  due(
    now: number,
    { agent, teams }: { readonly agent: string; readonly teams: readonly string[] },
    limit: number,
  ): Promise<Callback[]> {
    return this.#database.query<Callback>(sql`
      select ${columns} from callback
      where tenant = ${this.#tenant} and state = 'promised' and due_at <= ${now}
        and (owner = ${agent} or ((owner is null or owner_until <= ${now})
          and team in ${listOf(['', ...teams])}))
      order by due_at, id limit ${limit}`);
  }

  /** Promises to a person that are open, the next first. */
  ofPerson(person: number): Promise<Callback[]> {
    return this.#database.query<Callback>(sql`
      select ${columns} from callback
      where tenant = ${this.#tenant} and person = ${person} and state in ('promised', 'taken')
      order by due_at, id`);
  }

  /** The next promise made to a lead; undefined: none is open. */
  async ofLead(lead: number): Promise<Callback | undefined> {
    const [row] = await this.#database.query<Callback>(sql`
      select ${columns} from callback
      where tenant = ${this.#tenant} and lead = ${lead} and state in ('promised', 'taken')
        and person in (select person from lead where lead.id = ${lead})
      order by due_at, id limit 1`);
    return row;
  }

  /** Promises of a campaign that are to be kept before `until` and have a lead, oldest first. */
  ofCampaign(campaign: number, until: number): Promise<Callback[]> {
    return this.#database.query<Callback>(sql`
      select ${columns} from callback
      where tenant = ${this.#tenant} and campaign = ${campaign} and lead is not null
        and state = 'promised' and due_at <= ${until}
      order by due_at, id`);
  }

  /** An attempt to this lead keeps what was promised for now; gives how many promises. */
  keptBy(lead: number, attempt: number, now: number): Promise<number> {
    return this.#database.run(sql`
      update callback set state = 'kept', attempt = ${attempt}
      where tenant = ${this.#tenant} and lead = ${lead} and state in ('promised', 'taken')
        and due_at <= ${now}`);
  }

  /** Promises whose time is over, whoever has them. */
  overdue(now: number): Promise<Callback[]> {
    return this.#database.query<Callback>(sql`
      select ${columns} from callback
      where tenant = ${this.#tenant} and state in ('promised', 'taken') and due_until < ${now}
      order by due_at, id`);
  }

  /** One agent takes it: the second one is refused. */
  take(id: number): Promise<void> {
    return this.#move(id, sql`state = 'taken'`, sql`state = 'promised'`);
  }

  /** It is not to be kept: another was made in its place, or the customer called it off. */
  cancel(id: number): Promise<void> {
    return this.#move(id, sql`state = 'cancelled'`, sql`state in ('promised', 'taken')`);
  }

  kept(id: number, attempt: number): Promise<void> {
    return this.#move(id, sql`state = 'kept', attempt = ${attempt}`, sql`state = 'taken'`);
  }

  /** Not kept, and why: no agent, not allowed, holiday. A promise is never forgotten in silence. */
  missed(id: number, explanation: string): Promise<void> {
    if (explanation.trim() === '') {
      return Promise.reject(new StoreError('refused', 'a missed promise needs an explanation'));
    }
    return this.#move(
      id,
      sql`state = 'missed', explanation = ${explanation}`,
      sql`state in ('promised', 'taken')`,
    );
  }

  async #move(id: number, to: ReturnType<typeof sql>, from: ReturnType<typeof sql>): Promise<void> {
    const changed = await this.#database.run(sql`
      update callback set ${to} where id = ${id} and tenant = ${this.#tenant} and ${from}`);
    if (changed === 0) {
      throw new StoreError('refused', `callback ${id} is not there, or not in that state any more`);
    }
  }
}
