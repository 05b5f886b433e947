/**
 * People and what is known of them. Times are epoch ms, amounts the smallest unit of a currency,
 * telephone numbers E.164 without plus. Every row says whose it is: `tenant`.
 */

import type { Words } from './migrations.ts';

export const peopleTables = ({ key, int, json, compact }: Words): string => `
create table tenant (
  id ${key},
  code text not null unique,
  name text not null
);

create table person (
  id ${key},
  tenant ${int} not null references tenant,
  -- The firm's own number of this customer.
  customer_key text,
  name text not null default '',
  kana text not null default '',
  company text not null default '',
  email text not null default '',
  zone text not null default '',
  language text not null default '',
  attributes ${json} not null,
  -- Sums over the person's purchases, attempts and complaints, kept by the statements that add
  -- these: a condition over a million people must not read ten million purchases.
  orders ${int} not null default 0,
  spent ${int} not null default 0,
  first_order_at ${int},
  last_order_at ${int},
  attempts ${int} not null default 0,
  last_attempt_at ${int},
  talks ${int} not null default 0,
  last_talk_at ${int},
  complaints_open ${int} not null default 0,
  created_at ${int} not null,
  updated_at ${int} not null,
  erased_at ${int}
);
create unique index person_by_customer_key on person (tenant, customer_key)
  where customer_key is not null;

create table person_number (
  tenant ${int} not null,
  number ${int} not null,
  person ${int} not null references person,
  -- mobile, fixed, voip, toll-free, other: what the numbering plan says.
  kind text not null,
  -- As it was written where it came from.
  written text not null,
  -- Which one first: 0 before 1.
  place ${int} not null,
  state text not null default 'ok' check (state in ('ok', 'dead')),
  -- Attempts in a row that the network answered with "no such number".
  unallocated ${int} not null default 0,
  added_at ${int} not null,
  primary key (tenant, number, person)
) ${compact};
create index person_number_by_person on person_number (person, place);

create table address (
  tenant ${int} not null,
  person ${int} not null references person,
  kind text not null,
  country text not null default '',
  postal_code text not null default '',
  region text not null default '',
  city text not null default '',
  street text not null default '',
  primary key (person, kind)
) ${compact};
create index address_by_region on address (tenant, region, city, person);

create table attribute_change (
  id ${key},
  tenant ${int} not null,
  person ${int} not null references person,
  name text not null,
  value ${json},
  changed_at ${int} not null,
  changed_by text not null,
  attempt ${int}
);
create index attribute_change_by_person on attribute_change (person, name, changed_at);

create table purchase (
  id ${key},
  tenant ${int} not null,
  person ${int} not null references person,
  order_key text not null default '',
  product text not null default '',
  quantity ${int} not null default 1,
  amount ${int} not null,
  currency text not null default '',
  bought_at ${int} not null,
  -- The same line of the same order, imported again, is the same purchase.
  unique (person, bought_at, product, order_key, amount)
);
create index purchase_by_product on purchase (tenant, product, bought_at, person);

create table consent (
  id ${key},
  tenant ${int} not null,
  person ${int} not null references person,
  number ${int},
  channel text not null,
  purpose text not null,
  wording_hash text not null default '',
  proof text not null,
  granted_at ${int} not null,
  expires_at ${int},
  -- Retention runs from the last use (section 7a of the German act).
  last_used_at ${int},
  withdrawn_at ${int}
);
create index consent_by_person on consent (person);

create table relationship (
  id ${key},
  tenant ${int} not null,
  person ${int} not null references person,
  kind text not null check (kind in ('purchase', 'enquiry', 'contract', 'donation', 'membership')),
  began_at ${int} not null,
  ended_at ${int},
  proof text not null
);
create index relationship_by_person on relationship (person);

-- Kept when the person is erased: it is what keeps them from being called again.
create table refusal (
  id ${key},
  tenant ${int} not null,
  person ${int} references person,
  number ${int},
  scope text not null check (scope in ('all', 'campaign', 'product', 'channel')),
  scope_of text not null default '',
  refused_at ${int} not null,
  source text not null,
  basis text not null default '',
  attempt ${int},
  expires_at ${int},
  lifted_at ${int},
  check (person is not null or number is not null)
);
create index refusal_by_person on refusal (person);
create index refusal_by_number on refusal (tenant, number);

create table complaint (
  id ${key},
  tenant ${int} not null,
  person ${int} references person,
  number ${int},
  attempt ${int},
  text text not null,
  severity text not null check (severity in ('low', 'middle', 'high')),
  raised_at ${int} not null,
  closed_at ${int},
  resolution text not null default ''
);
create index complaint_by_person on complaint (person);
create index complaint_by_number on complaint (tenant, number, raised_at);

create table list (
  id ${key},
  tenant ${int} not null references tenant,
  code text not null,
  name text not null default '',
  source text not null default '',
  created_at ${int} not null,
  unique (tenant, code)
);

create table list_entry (
  list ${int} not null references list,
  person ${int} not null references person,
  added_at ${int} not null,
  primary key (list, person)
) ${compact};
create index list_entry_by_person on list_entry (person);

create table people_import (
  id ${key},
  tenant ${int} not null,
  -- Of the file's bytes and the mapping: the same file read in the same way is the same import.
  fingerprint text not null,
  file text not null,
  rows_done ${int} not null,
  counts ${json} not null,
  errors_bytes ${int} not null,
  started_at ${int} not null,
  changed_at ${int} not null,
  finished_at ${int},
  unique (tenant, fingerprint)
);
`;
