/** Campaigns, their leads, and what came of each dialling. */

import type { Words } from './migrations.ts';

export const campaignTables = ({ key, int, json, compact }: Words): string => `
create table campaign (
  id ${key},
  tenant ${int} not null references tenant,
  code text not null,
  name text not null default '',
  goal text not null,
  legal_class text not null
    check (legal_class in ('sale', 'appointment', 'survey', 'charity', 'political', 'service')),
  state text not null default 'draft' check (state in ('draft', 'running', 'paused', 'ended')),
  -- Whom it takes of its lists, and who goes first.
  segment ${json} not null,
  -- Business results, their reasons below them.
  outcomes ${json} not null,
  created_at ${int} not null,
  unique (tenant, code)
);

create table campaign_list (
  campaign ${int} not null references campaign,
  list ${int} not null references list,
  -- Of a hundred, or of whatever the shares add up to.
  share ${int} not null check (share > 0),
  primary key (campaign, list)
) ${compact};

-- A person in a campaign. The claim reads two indexes and nothing else: what is ready by list and
-- score, what waits or is claimed by its time.
create table lead (
  id ${key},
  campaign ${int} not null references campaign,
  person ${int} not null references person,
  list ${int} not null references list,
  number ${int},
  score ${int} not null,
  state text not null check (state in ('ready', 'waiting', 'claimed', 'done', 'withdrawn')),
  -- waiting: when it is due. claimed: when the lease ends and it is ready again.
  due_at ${int} not null default 0,
  attempts ${int} not null default 0,
  -- Counted up by each claim: who held an earlier one cannot end a later one.
  claim ${int} not null default 0,
  claimed_by text,
  -- Why it is where it is: fresh, no-answer, callback, lease-ended, sold, …
  reason text not null default 'fresh',
  unique (campaign, person)
);
create index lead_ready on lead (campaign, list, score desc, id) where state = 'ready';
create index lead_by_time on lead (campaign, due_at) where state in ('waiting', 'claimed');
create index lead_by_person on lead (person);

create table attempt (
  id ${key},
  tenant ${int} not null references tenant,
  campaign ${int} references campaign,
  lead ${int},
  person ${int} references person,
  number ${int} not null,
  caller_id ${int},
  path text not null check (path in
    ('predictive', 'power', 'progressive', 'preview', 'manual', 'callback', 'transfer-out', 'api')),
  pack_version text not null,
  decision text not null,
  requested_at ${int} not null,
  rang_at ${int},
  answered_at ${int},
  voice_at ${int},
  greeting_ended_at ${int},
  agent_at ${int},
  ended_at ${int},
  cause ${int},
  -- The three axes. Of the network, of who was there, of the business.
  network text check (network in
    ('answered', 'busy', 'no-answer', 'declined', 'unallocated', 'unreachable', 'congested', 'failed',
      'withdrawn')),
  answered_by text check (answered_by in ('nobody', 'person', 'machine', 'fax', 'unknown')),
  outcome text,
  reason text,
  abandoned ${int} not null default 0 check (abandoned in (0, 1)),
  message text,
  agent text,
  script_version text,
  recording_hash text
);
create index attempt_by_person on attempt (person, requested_at);
create index attempt_by_number on attempt (tenant, number, requested_at);
create index attempt_by_campaign on attempt (campaign, requested_at);
create index attempt_open on attempt (tenant, requested_at) where ended_at is null;

create table callback (
  id ${key},
  tenant ${int} not null references tenant,
  campaign ${int} references campaign,
  lead ${int},
  person ${int} not null references person,
  number ${int} not null,
  -- Whose promise it is, until \`owner_until\`; then the team's.
  owner text,
  owner_until ${int},
  team text not null default '',
  due_at ${int} not null,
  due_until ${int} not null,
  zone text not null,
  note text not null default '',
  state text not null default 'promised'
    check (state in ('promised', 'taken', 'kept', 'missed', 'cancelled')),
  attempt ${int},
  made_at ${int} not null,
  -- Why it was not kept: no agent, not allowed, holiday, …
  explanation text not null default ''
);
create index callback_due on callback (tenant, due_at) where state in ('promised', 'taken');
create index callback_by_person on callback (person, due_at);
`;
