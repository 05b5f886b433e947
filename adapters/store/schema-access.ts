/**
 * Who may use the installation: accounts, the browsers signed in to them, keys, and what was done.
 * These belong to the installation, not to a tenant; tenants, teams, queues and agents are named by
 * their ids in the configuration.
 */

import type { Words } from './migrations.ts';

const tables = ({ key, int, json }: Words): string => `
create table account (
  id ${key},
  -- What is typed to sign in, folded; never another's again.
  name text not null unique,
  shown_name text not null,
  role text not null check (role in ('agent', 'supervisor', 'admin', 'viewer')),
  -- Null: all of them. Teams and queues are lists of ids.
  tenant text,
  teams ${json},
  queues ${json},
  agent text unique,
  language text not null check (language in ('en', 'ja')),
  -- Hash of the password, with its parameters.
  password text not null,
  created_at ${int} not null,
  created_by text not null,
  signed_in_at ${int},
  disabled_at ${int}
);

-- A browser that is signed in. The digest is the SHA-256 of what its cookie says.
create table visit (
  digest text primary key,
  account ${int} not null references account,
  address text not null,
  began_at ${int} not null,
  used_at ${int} not null
);
create index visit_by_account on visit (account);

create table access_key (
  id ${key},
  name text not null unique,
  -- wall: for a screen on the wall, which may only look.
  kind text not null check (kind in ('key', 'wall')),
  -- SHA-256 of the key, which is shown once and kept nowhere.
  digest text not null unique,
  role text not null check (role in ('read', 'operate', 'admin', 'wall')),
  tenant text,
  teams ${json},
  queues ${json},
  created_at ${int} not null,
  created_by text not null,
  used_at ${int},
  revoked_at ${int},
  check ((kind = 'wall') = (role = 'wall'))
);

create table audit (
  id ${key},
  at ${int} not null,
  -- Who: the kind of holder and its id; kind 'nobody' where nobody was let in.
  kind text not null check (kind in ('account', 'key', 'wall', 'command', 'nobody')),
  holder text not null,
  tenant text,
  act text not null,
  about ${json} not null,
  -- Where from; empty of a command on this machine.
  address text not null
);
create index audit_by_holder on audit (holder, id);
create index audit_by_act on audit (act, id);
`;

const sqliteTriggers = `
create trigger audit_stays before delete on audit begin
  select raise(abort, 'the audit log is only added to');
end;
create trigger audit_unchanged before update on audit begin
  select raise(abort, 'the audit log is only added to');
end;
`;

const postgresTriggers = `
create function audit_refuses() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only added to' using errcode = '23000';
end $$;
create trigger audit_stays before delete or update or truncate on audit
  for each statement execute function audit_refuses();
`;

export const accessTables = (words: Words): string =>
  tables(words) + (words.dialect === 'sqlite' ? sqliteTriggers : postgresTriggers);
