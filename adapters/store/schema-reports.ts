/**
 * What reports are made of: sums of a quarter of an hour, per queue and per agent. Only added to,
 * together with the mark of the last line of the journal that is in them.
 */

import type { Words } from './migrations.ts';
import { agentMeasures, queueMeasures } from './report-measures.ts';

const columns = (names: readonly string[], { int }: Words): string =>
  names.map((name) => `${name} ${int} not null default 0`).join(',\n  ');

export const reportTables = (words: Words): string => `
create table report_queue (
  -- Its code: a queue may be of a tenant the configuration has no more.
  tenant text not null,
  queue text not null,
  -- Epoch ms, of the quarter of an hour.
  begins_at ${words.int} not null,
  ${columns(queueMeasures, words)},
  primary key (begins_at, queue, tenant)
) ${words.compact};
create table report_agent (
  tenant text not null,
  agent text not null,
  begins_at ${words.int} not null,
  ${columns(agentMeasures, words)},
  primary key (begins_at, agent, tenant)
) ${words.compact};
create table report_mark (
  site text primary key,
  -- The last line whose sums are in the tables, and its time.
  seq ${words.int} not null,
  at ${words.int} not null
);
`;
