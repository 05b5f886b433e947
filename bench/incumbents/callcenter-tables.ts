/**
 * FreeSWITCH's way (mod_callcenter): agents, their queues and callers are rows of three SQL tables,
 * and a thread asks them ten times a second. What is asked here is what that module asks (of its
 * source at 6d65f8e08c: the dispatch thread, its callbacks for callers and for agents), in favour
 * of it where we had a choice: statements are prepared once and not at every question, the
 * database is in memory, a transaction is open, no other thread wants its lock, and the clock is
 * stopped at the first offer, though the thread goes on to ask for every other caller.
 */

import Database from 'libsql';
import type { AgentId, CallId, QueueId } from '../../core/routing/ids.ts';
import type { AgentThen, Moment } from './moments.ts';

const TABLES = `
  CREATE TABLE members (
    queue TEXT, instance_id TEXT, uuid TEXT, session_uuid TEXT, cid_number TEXT, cid_name TEXT,
    joined_epoch INTEGER, abandoned_epoch INTEGER DEFAULT 0, base_score INTEGER,
    skill_score INTEGER DEFAULT 0, serving_agent TEXT DEFAULT '', serving_system TEXT DEFAULT '',
    state TEXT);
  CREATE TABLE agents (
    name TEXT, instance_id TEXT, uuid TEXT DEFAULT '', type TEXT, contact TEXT, status TEXT,
    state TEXT, max_no_answer INTEGER DEFAULT 2, wrap_up_time INTEGER DEFAULT 0,
    reject_delay_time INTEGER DEFAULT 0, busy_delay_time INTEGER DEFAULT 0,
    no_answer_delay_time INTEGER DEFAULT 0, last_bridge_end INTEGER,
    last_offered_call INTEGER DEFAULT 0, no_answer_count INTEGER DEFAULT 0,
    ready_time INTEGER DEFAULT 0, external_calls_count INTEGER DEFAULT 0);
  CREATE TABLE tiers (queue TEXT, agent TEXT, state TEXT, level INTEGER, position INTEGER);`;

/** The module makes no index. These are those its questions could use. */
const INDEXES = `
  CREATE INDEX members_by_state ON members (state);
  CREATE INDEX members_by_uuid ON members (uuid);
  CREATE INDEX agents_by_name ON agents (name);
  CREATE INDEX tiers_by_queue ON tiers (queue);
  CREATE INDEX tiers_by_agent ON tiers (agent);`;

/** Callers by score: seconds waited and a bonus, which here carries the class as well. */
const CALLERS = `
  SELECT queue, uuid, session_uuid, cid_number, cid_name, joined_epoch,
    (? - joined_epoch) + base_score + skill_score AS score,
    state, abandoned_epoch, serving_agent, instance_id
  FROM members
  WHERE (state = 'Waiting' OR state = 'Abandoned'
      OR (serving_agent = 'ring-all' AND state = 'Trying')
      OR (serving_agent = 'ring-progressively' AND state = 'Trying'))
    AND instance_id = 'single_box'
  ORDER BY score DESC`;

/** For each of them: everybody signed in who serves the queue, longest idle first. */
const AGENTS = `
  SELECT instance_id, name, status, contact, no_answer_count, max_no_answer, reject_delay_time,
    busy_delay_time, no_answer_delay_time, tiers.state, agents.last_bridge_end,
    agents.wrap_up_time, agents.state, agents.ready_time, tiers.position, tiers.level, agents.type,
    agents.uuid, external_calls_count
  FROM agents LEFT JOIN tiers ON (agents.name = tiers.agent)
  WHERE tiers.queue = ?
    AND (agents.status = 'Available' OR agents.status = 'On Break'
      OR agents.status = 'Available (On Demand)')
  ORDER BY level, agents.last_bridge_end, position`;

/** What an offer writes, with the counts by which the module sees that it was first. */
const OFFER = [
  `UPDATE members SET serving_agent = $agent, serving_system = 'single_box', state = 'Trying'
    WHERE state = 'Waiting' AND uuid = $call AND instance_id = 'single_box'`,
  `SELECT count(*) FROM members WHERE serving_agent = $agent AND serving_system = 'single_box'
    AND uuid = $call AND instance_id = 'single_box'`,
  `SELECT count(*) FROM agents WHERE name = $agent`,
  `UPDATE agents SET state = 'Receiving', last_offered_call = $now WHERE name = $agent`,
  `UPDATE tiers SET state = 'Offering' WHERE agent = $agent AND queue = $queue`,
  `UPDATE tiers SET state = 'Standby' WHERE agent = $agent AND NOT queue = $queue
    AND state = 'Ready'`,
];

/** Status and state of an agent in the module's words. */
const STATES: Readonly<Record<AgentThen['state'], readonly [status: string, state: string]>> = {
  ready: ['Available', 'Waiting'],
  paused: ['On Break', 'Waiting'],
  'signed-out': ['Logged Out', 'Waiting'],
  offered: ['Available', 'Receiving'],
  talking: ['Available', 'In a queue call'],
};
const CALL_STATES = { waiting: 'Waiting', offered: 'Trying', talking: 'Answered' };

/** More than anybody waits: a class above comes first whatever the age. */
const CLASS_MS = 1e10;

export interface Tables {
  /** Writes a moment down. Not part of what is compared. */
  fill(moment: Moment): void;
  /** Asks until there is an offer; undefined: nobody for anybody. `undo` comes next. */
  decide(now: number): { call: CallId; agent: AgentId } | undefined;
  undo(): void;
  close(): void;
}

/** `indexed`: with the indexes the module lacks. */
export function createTables(
  staff: ReadonlyMap<QueueId, readonly AgentId[]>,
  indexed: boolean,
): Tables {
  const db = new Database(':memory:');
  db.exec(TABLES);
  if (indexed) db.exec(INDEXES);
  const prepare = (sql: string) => db.prepare<unknown[]>(sql);
  const addPlace = prepare(`INSERT INTO tiers VALUES (?, ?, 'Ready', 1, ?)`);
  db.exec('BEGIN');
  for (const [queue, agents] of staff) {
    agents.forEach((agent, position) => {
      addPlace.run(queue, agent, position);
    });
  }
  db.exec('COMMIT');
  const addAgent = prepare(
    `INSERT INTO agents (name, instance_id, type, contact, status, state, last_bridge_end)
      VALUES (?, 'single_box', 'callback', ?, ?, ?, ?)`,
  );
  const addCall = prepare(
    `INSERT INTO members (queue, instance_id, uuid, session_uuid, cid_number, cid_name,
      joined_epoch, base_score, state) VALUES (?, 'single_box', ?, ?, ?, '', ?, ?, ?)`,
  );
  const callers = prepare(CALLERS).raw();
  const agentsOf = prepare(AGENTS).raw();
  const offer = OFFER.map((sql) => db.prepare<[Record<string, unknown>]>(sql));

  const carryOut = (agent: string, call: string, queue: string, now: number): void => {
    for (const statement of offer) {
      const named = { agent, call, queue, now };
      if (statement.reader) statement.get(named);
      else statement.run(named);
    }
  };
  return {
    fill({ agents, calls }) {
      db.exec('BEGIN; DELETE FROM agents; DELETE FROM members;');
      for (const { id, state, idleSince } of agents) {
        addAgent.run(id, `user/${id}`, ...STATES[state], idleSince);
      }
      for (const { id, queue, agedFrom, state, class: place } of calls) {
        const [uuid, score] = [String(id), -place * CLASS_MS];
        addCall.run(queue, uuid, uuid, uuid, agedFrom, score, CALL_STATES[state]);
      }
      db.exec('COMMIT; BEGIN');
    },
    decide(now) {
      for (const caller of callers.iterate(now) as Iterable<string[]>) {
        const [queue = '', call = ''] = caller;
        for (const row of agentsOf.iterate(queue) as Iterable<(string | number)[]>) {
          const ready =
            (row[9] === 'Ready' || row[9] === 'No Answer') &&
            row[12] === 'Waiting' &&
            Number(row[10]) <= now - Number(row[11]) &&
            Number(row[13]) <= now &&
            row[2] !== 'On Break' &&
            row[18] === 0;
          if (!ready) continue;
          const agent = String(row[1]);
          carryOut(agent, call, queue, now);
          return { call: Number(call) as CallId, agent: agent as AgentId };
        }
      }
      return undefined;
    },
    undo: () => {
      db.exec('ROLLBACK');
    },
    close: () => {
      db.close();
    },
  };
}
