/** JSON Schemas of what the API takes and gives. They check requests and make the OpenAPI page. */

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
export const orNull = (type: 'string' | 'integer' | 'number') =>
  ({ type: [type, 'null'] }) as const;

export const open = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object' as const,
  properties,
  required,
});

const displayName = open({ en: text, ja: text });
const counts = { type: 'object', additionalProperties: count } as const;

export const errorSchema = open({
  error: open({
    code: text,
    message: text,
    params: { type: 'object', additionalProperties: true },
  }),
});

/** The errors any route can end in, beside its own answer. */
export const answers = (schema: unknown) => ({
  200: schema,
  '4xx': errorSchema,
  '5xx': errorSchema,
});

/** The band is null while it is too unsure to be announced, all of it while nobody can say. */
const expectedWaitSchema = {
  ...open({ ms: { type: 'number' }, lowMs: orNull('number'), highMs: orNull('number') }),
  type: ['object', 'null'] as const,
};

export const queueSchema = open({
  id: text,
  tenant: text,
  name: displayName,
  waiting: count,
  callbacks: count,
  oldestJoinedAt: orNull('number'),
  expectedWait: expectedWaitSchema,
  agents: counts,
  target: open({
    withinMs: { type: 'number' },
    ratio: { type: 'number' },
    shortAbandonMs: { type: 'number' },
  }),
  counts: open({
    offered: count,
    answered: count,
    answeredInTarget: count,
    abandoned: count,
    abandonedShort: count,
    exits: counts,
  }),
  countsSince: { type: 'number' },
  serviceLevel: open({ ratio: orNull('number'), n: count, formula: text }),
});

export const linkSchema = open({
  id: text,
  site: orNull('string'),
  up: { type: 'boolean' },
  channels: count,
  used: count,
  accepted: count,
  restUntil: orNull('number'),
});

const place = {
  step: orNull('integer'),
  class: orNull('string'),
  joinedAt: { type: 'number' },
  agedFrom: { type: 'number' },
};

const callback = {
  ...open({
    number: text,
    first: { enum: ['agent', 'customer'] },
    requestedAt: { type: 'number' },
    expiresAt: { type: 'number' },
    attempts: count,
    restUntil: { type: 'number' },
    reachedAt: orNull('number'),
  }),
  type: ['object', 'null'],
};

export const callSchema = open({
  id: count,
  tenant: text,
  state: text,
  queue: orNull('string'),
  step: orNull('integer'),
  class: orNull('string'),
  places: { type: 'array', items: open({ queue: text, ...place }) },
  skills: counts,
  caller: open({ number: text, name: text }),
  dialled: text,
  channel: text,
  enteredAt: { type: 'number' },
  joinedAt: orNull('number'),
  agedFrom: orNull('number'),
  connectedAt: orNull('number'),
  agent: orNull('string'),
  offer: orNull('integer'),
  offers: { type: 'array', items: count },
  recording: orNull('string'),
  callback,
});

export const agentSchema = open({
  id: text,
  tenant: text,
  name: displayName,
  phone: text,
  state: text,
  since: { type: 'number' },
  reason: orNull('string'),
  call: orNull('integer'),
  next: orNull('string'),
  callsAnswered: count,
  signedInAt: orNull('number'),
});

export const offerSchema = open({
  id: count,
  call: count,
  agent: text,
  queue: text,
  state: text,
  madeAt: { type: 'number' },
  ringingAt: orNull('number'),
  answeredAt: orNull('number'),
  connectedAt: orNull('number'),
});

export const outcomeSchema = open({
  outcome: { enum: ['applied', 'duplicate'] },
  /** The call that keeps the place of a caller who will be called back. */
  callback: count,
  /** Who listens by this request. */
  supervision: count,
});

/** Least level by skill. */
export const skillLevels = {
  type: 'object',
  additionalProperties: { type: 'integer', minimum: 1, maximum: 10 },
  maxProperties: 16,
} as const;

const dayMs = 86_400_000;

/** What may be said of a callback; the rest goes by its queue. */
export const callbackWishes = {
  number: { type: 'string', minLength: 1, maxLength: 40 },
  first: { enum: ['agent', 'customer'] },
  forMs: { type: 'integer', minimum: 1_000, maximum: 30 * dayMs },
} as const;

/** A bonus of routing age, or with a minus the loss of some. */
export const addedAge = { type: 'integer', minimum: -dayMs, maximum: dayMs } as const;

export const listOf = (name: string, schema: unknown, more: Record<string, unknown> = {}) =>
  open({ [name]: { type: 'array', items: schema }, ...more });

export const byId = (name: string) => open({ [name]: { type: 'string', maxLength: 200 } }, [name]);
export const byNumber = (name: string) =>
  open({ [name]: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }, [name]);

/** A body or query with exactly these properties. */
export const exactly = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  ...open(properties, required),
  additionalProperties: false,
});
