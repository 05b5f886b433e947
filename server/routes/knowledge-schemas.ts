/** JSON Schemas of contacts, sheets, scripts and the FAQ. */

import { exactly, open, orNull } from './schemas.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
const bool = { type: 'boolean' } as const;
const anything = { type: 'object', additionalProperties: true } as const;
const maybe = { type: ['object', 'null'], additionalProperties: true } as const;
export const manyOf = (items: unknown) => ({ type: 'array', items }) as const;
/** What people write: long enough for any conversation. */
export const longText = { type: 'string', maxLength: 10_000 } as const;
export const shortText = { type: 'string', maxLength: 300 } as const;
export const someText = { type: 'string', minLength: 1, maxLength: 10_000 } as const;
export const rowId = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
export const moment = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const id = { type: 'string', minLength: 1, maxLength: 64 } as const;
const idOrNull = { type: ['string', 'null'], maxLength: 64 } as const;
const rowOrNull = { type: ['integer', 'null'], minimum: 1 } as const;

export const contactShape = open({
  id: count,
  call: count,
  offer: count,
  agent: text,
  state: text,
  direction: text,
  number: orNull('string'),
  written: text,
  dialled: text,
  queue: text,
  company: maybe,
  greeting: maybe,
  campaign: orNull('string'),
  people: manyOf(anything),
  connectedAt: count,
  endedAt: orNull('integer'),
  savedAt: orNull('integer'),
  person: orNull('integer'),
  attempt: orNull('integer'),
  code: orNull('string'),
  reason: orNull('string'),
  note: text,
  impression: text,
  callbackWords: text,
  callback: maybe,
  codes: manyOf(anything),
  required: bool,
  script: maybe,
});

export const deskContactSchema = open({
  offered: maybe,
  contact: { ...contactShape, type: ['object', 'null'] },
  unsaved: count,
});

export const contactRowSchema = open({
  id: count,
  call: count,
  person: orNull('integer'),
  number: orNull('string'),
  direction: text,
  queue: text,
  agent: text,
  attempt: orNull('integer'),
  connectedAt: count,
  endedAt: orNull('integer'),
  savedAt: orNull('integer'),
  code: orNull('string'),
  reason: orNull('string'),
  note: text,
  impression: text,
  goal: bool,
  script: orNull('string'),
  scriptVersion: orNull('integer'),
});

/** What may be written of a contact. */
export const writtenBody = {
  person: rowOrNull,
  code: idOrNull,
  reason: { type: ['string', 'null'], maxLength: 300 },
  note: longText,
  impression: longText,
  callback: shortText,
} as const;

export const savedSchema = open({
  contact: count,
  isGoal: bool,
  refusal: orNull('integer'),
  callback: orNull('integer'),
});

export const understoodSchema = open({ understood: anything });

export const sheetSchema = open({
  tenant: text,
  person: anything,
  fields: manyOf(anything),
  others: anything,
  doNotCall: bool,
  history: manyOf(open({ at: count, kind: text, id: count, about: anything })),
  consents: manyOf(anything),
  refusals: manyOf(anything),
  complaints: manyOf(anything),
  promises: manyOf(anything),
  notes: manyOf(anything),
  doubts: manyOf(anything),
});

/** Fields of a sheet that are changed. */
export const sheetBody = exactly({
  name: shortText,
  kana: shortText,
  company: shortText,
  email: shortText,
  zone: shortText,
  language: { type: 'string', maxLength: 10 },
  // Each by the kind of its field: a schema of several types would turn one into another.
  fields: { type: 'object', maxProperties: 100, additionalProperties: true },
  contact: rowId,
});

export const peopleSchema = open({
  people: manyOf(open({ id: count, name: text, kana: text, company: text })),
});
export const madeSchema = open({ id: count });
export const doubtsSchema = open({ doubts: manyOf(anything) });
export { anything, bool, count, id as shortId, maybe, text };
