/**
 * Evidence: what was known and decided, as it was when it was written. Rows are only added; a
 * trigger refuses every change but one, the taking away of what a row says, and of whom, when its
 * time is over.
 */

import type { Words } from './migrations.ts';

const tables = ({ key, int }: Words): string => `
create table evidence (
  id ${key},
  tenant ${int} not null references tenant,
  -- The day of writing, UTC, as 20261126: what is written today is sealed after today.
  day ${int} not null,
  written_at ${int} not null,
  kind text not null check (kind in
    ('decision', 'attempt', 'consent', 'suppression', 'snapshot', 'ledger', 'complaint', 'document',
     'export', 'erasure', 'hold')),
  person ${int},
  number ${int},
  attempt ${int},
  retention text not null,
  keep_until ${int} not null,
  -- sha256 of salt and body. Body and salt go when the time is over; the digest stays, so that the
  -- chain can still be checked, and says nothing of what the body was.
  digest text not null,
  salt text,
  body text
);
create index evidence_by_day on evidence (tenant, day, id);
create index evidence_by_number on evidence (tenant, number, written_at);
create index evidence_by_person on evidence (person, written_at);
create index evidence_by_end on evidence (tenant, keep_until) where body is not null;

create table evidence_day (
  tenant ${int} not null references tenant,
  day ${int} not null,
  records ${int} not null,
  previous text not null,
  seal text not null,
  sealed_at ${int} not null,
  primary key (tenant, day)
);

create table legal_hold (
  id ${key},
  tenant ${int} not null references tenant,
  person ${int},
  number ${int},
  reason text not null,
  placed_at ${int} not null,
  placed_by text not null,
  lifted_at ${int},
  lifted_by text,
  check (person is not null or number is not null)
);
create index legal_hold_in_force on legal_hold (tenant) where lifted_at is null;
`;

const unchanged = [
  'id',
  'tenant',
  'day',
  'written_at',
  'kind',
  'retention',
  'keep_until',
  'digest',
];
const emptied =
  'new.body is null and new.salt is null and new.person is null and new.number is null';

const sqliteTriggers = `
create trigger evidence_stays before delete on evidence begin
  select raise(abort, 'evidence is not deleted');
end;
create trigger evidence_unchanged before update on evidence when not (
  ${emptied} and ${unchanged.map((name) => `new.${name} is old.${name}`).join(' and ')}
) begin
  select raise(abort, 'evidence is not changed');
end;
create trigger evidence_day_stays before delete on evidence_day begin
  select raise(abort, 'a seal is not deleted');
end;
create trigger evidence_day_unchanged before update on evidence_day begin
  select raise(abort, 'a seal is not changed');
end;
`;

const postgresTriggers = `
create function evidence_refuses() returns trigger language plpgsql as $$
begin
  raise exception 'evidence is neither changed nor deleted' using errcode = '23000';
end $$;
create trigger evidence_stays before delete or truncate on evidence
  for each statement execute function evidence_refuses();
create trigger evidence_unchanged before update on evidence for each row when (not (
  ${emptied} and ${unchanged.map((name) => `new.${name} is not distinct from old.${name}`).join(' and ')}
)) execute function evidence_refuses();
create trigger evidence_day_stays before delete or update or truncate on evidence_day
  for each statement execute function evidence_refuses();
`;

export const evidenceTables = (words: Words): string =>
  tables(words) + (words.dialect === 'sqlite' ? sqliteTriggers : postgresTriggers);
