/** How campaigns dial, and how they do: what the program that dials them needs and tells. */

import type { Words } from './migrations.ts';

export const diallingColumns = ({ json }: Words): string => `
-- The campaign as it was written; null: one that nobody dials.
alter table campaign add column written ${json};
-- How it does at this moment, told by who dials it.
alter table campaign add column pace ${json};
-- Segments ask of each person whether there is a number of a kind that works.
create index person_number_by_kind on person_number (person, kind) where state = 'ok';
-- By which way a promise is kept: an agent who dials by hand promises it for now.
alter table callback add column path text not null default 'callback'
  check (path in ('callback', 'preview', 'manual'));
`;
