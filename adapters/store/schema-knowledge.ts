/**
 * What is learnt in conversations and said in them: contacts, notes, doubts, questions with their
 * answers, talk scripts.
 */

import type { Words } from './migrations.ts';

export const knowledgeTables = ({ key, int, json, compact }: Words): string => `
-- One conversation of one agent. What the agent writes is here from the first letter on: until it
-- is saved it is a draft.
create table contact (
  id ${key},
  tenant ${int} not null references tenant,
  -- Name of the site whose journal it is of; with call and offer it names one conversation.
  site text not null default '',
  call ${int} not null,
  offer ${int} not null,
  person ${int} references person,
  number ${int},
  -- As the network told it.
  written text not null default '',
  direction text not null check (direction in ('in', 'out')),
  dialled text not null default '',
  queue text not null,
  agent text not null,
  attempt ${int},
  connected_at ${int} not null,
  ended_at ${int},
  code text,
  -- A path through the reasons of the code: price/too-high.
  reason text,
  note text not null default '',
  impression text not null default '',
  -- When to call again, in the agent's words and as they were understood.
  callback_words text not null default '',
  callback_at ${int},
  -- The promise that was made of it.
  callback ${int},
  goal ${int} not null default 0 check (goal in (0, 1)),
  saved_at ${int},
  script text,
  script_version ${int},
  walk ${json},
  unique (tenant, site, call, offer)
);
create index contact_by_person on contact (person, connected_at);
create index contact_by_agent on contact (tenant, agent, connected_at);
create index contact_by_code on contact (tenant, code, connected_at);
create index contact_by_script on contact (tenant, script, script_version, connected_at)
  where script is not null;
create index contact_by_attempt on contact (attempt) where attempt is not null;
create index contact_open on contact (site) where ended_at is null;

-- In which conversation a value was heard.
alter table attribute_change add column contact ${int};

-- How far contacts have been made of the journal of a site.
create table contact_mark (
  site text primary key,
  seq ${int} not null
) ${compact};

create table note (
  id ${key},
  tenant ${int} not null,
  person ${int} not null references person,
  contact ${int},
  text text not null,
  written_at ${int} not null,
  written_by text not null
);
create index note_by_person on note (person, written_at);

create table faq (
  id ${key},
  tenant ${int} not null references tenant,
  state text not null default 'shown' check (state in ('shown', 'withdrawn')),
  version ${int} not null,
  owner text not null,
  question_en text not null default '',
  question_ja text not null default '',
  answer_en text not null default '',
  answer_ja text not null default '',
  created_at ${int} not null,
  changed_at ${int} not null,
  check (question_en <> '' or question_ja <> '')
);
create index faq_by_tenant on faq (tenant, state);

create table faq_version (
  faq ${int} not null references faq,
  version ${int} not null,
  question_en text not null,
  question_ja text not null,
  answer_en text not null,
  answer_ja text not null,
  written_at ${int} not null,
  written_by text not null,
  primary key (faq, version)
) ${compact};

-- Once a contact, however often it is opened there; each opening outside of one.
create table faq_use (
  id ${key},
  tenant ${int} not null,
  faq ${int} not null references faq,
  version ${int} not null,
  agent text not null,
  contact ${int},
  used_at ${int} not null,
  unique (faq, contact)
);

-- What was searched for and not found, by its words.
create table faq_search (
  id ${key},
  tenant ${int} not null references tenant,
  words text not null,
  times ${int} not null,
  first_at ${int} not null,
  last_at ${int} not null,
  last_by text not null,
  -- The entry that answers it by now.
  faq ${int} references faq,
  unique (tenant, words)
);

create table doubt (
  id ${key},
  tenant ${int} not null references tenant,
  person ${int} references person,
  contact ${int},
  text text not null,
  answer text not null default '',
  faq ${int} references faq,
  raised_at ${int} not null,
  raised_by text not null,
  answered_at ${int},
  answered_by text
);
create index doubt_by_person on doubt (person, raised_at);
create index doubt_open on doubt (tenant, raised_at) where answered_at is null;

create table script (
  id ${key},
  tenant ${int} not null references tenant,
  code text not null,
  name text not null default '',
  created_at ${int} not null,
  unique (tenant, code)
);

create table script_version (
  script ${int} not null references script,
  version ${int} not null,
  state text not null check (state in ('draft', 'published', 'retired')),
  -- The YAML as it was written, and what it was read as.
  source text not null,
  compiled ${json} not null,
  -- Of those published together: its part of the calls.
  weight ${int} not null default 1 check (weight >= 0),
  written_at ${int} not null,
  written_by text not null,
  published_at ${int},
  published_by text,
  retired_at ${int},
  retired_by text,
  primary key (script, version)
) ${compact};
`;
