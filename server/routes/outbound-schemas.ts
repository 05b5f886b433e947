/** JSON Schemas of campaigns, their obstacles, evidence and results. */

import { open, orNull } from './schemas.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
const bool = { type: 'boolean' } as const;
const anything = { type: 'object', additionalProperties: true } as const;
const maybe = { type: ['object', 'null'], additionalProperties: true } as const;
const list = (items: unknown) => ({ type: 'array', items }) as const;

export const byCampaign = open({ campaign: { type: 'string', maxLength: 64 } }, ['campaign']);
export const byLead = open(
  {
    campaign: { type: 'string', maxLength: 64 },
    person: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  },
  ['campaign', 'person'],
);
/** Whose, where a key is of no tenant. */
export const tenantQuery = { tenant: { type: 'string', maxLength: 64 } } as const;

const obstacleSchema = open({
  code: text,
  until: orNull('number'),
  about: orNull('string'),
  leads: orNull('integer'),
});

const leadCountSchema = open({ state: text, reason: text, leads: count });

export const whySchema = open({
  campaign: text,
  state: text,
  isDialling: bool,
  obstacle: { ...obstacleSchema, type: ['object', 'null'] },
  obstacles: list(obstacleSchema),
  leads: open({
    ready: count,
    waiting: count,
    claimed: count,
    through: count,
    reasons: list(leadCountSchema),
  }),
  facts: anything,
  /** The same in a sentence. */
  text: open({ en: text, ja: text }),
});

export const campaignRowSchema = open({
  tenant: text,
  code: text,
  name: text,
  state: text,
  isDialling: bool,
  obstacle: orNull('string'),
});

export const campaignShownSchema = open({
  tenant: text,
  code: text,
  name: text,
  state: text,
  goal: open({ outcome: text, name: text, reached: count, share: orNull('number') }),
  legalClass: text,
  lists: list(open({ list: text, share: count, leads: count, withoutNumber: count })),
  leads: list(
    open({ state: text, reason: text, leads: count, text: open({ en: text, ja: text }) }),
  ),
  attempts: anything,
  abandonment: maybe,
  why: whySchema,
});

export const campaignMadeSchema = open({
  tenant: text,
  code: text,
  state: text,
  leads: count,
  lists: list(open({ list: text, share: count, leads: count, withoutNumber: count })),
});

export const campaignActedSchema = open({
  campaign: text,
  state: text,
  enrolled: open({ added: count, withdrawn: count, returned: count }),
  why: whySchema,
});

export const leadWhySchema = open({
  campaign: text,
  person: count,
  name: text,
  lead: maybe,
  dueAt: orNull('number'),
  numbers: list(open({ number: text, kind: text, state: text, stops: list(anything) })),
  text: open({ en: text, ja: text }),
});

export const evidenceSchema = open({
  number: text,
  from: { type: 'number' },
  until: { type: 'number' },
  attempts: list(open({ attempt: anything, decision: maybe, rows: list(count) })),
  refused: list(open({ at: { type: 'number' }, decision: anything, row: count })),
  rows: list(anything),
});

export const suppressedSchema = open({ list: text, added: count, size: count });

export const resultTakenSchema = open({
  attempt: count,
  refusal: orNull('integer'),
  callback: orNull('integer'),
});

/** A person an agent is shown; `person` null: there is nobody now. */
export const shownLeadSchema = open({
  person: maybe,
  lead: maybe,
  until: orNull('number'),
});

/** `promise` null: it is not dialled, and `why` says everything that stands in the way. */
export const askedSchema = open({ promise: orNull('integer'), why: maybe });
