/** JSON Schemas of conversations: what is asked of them, and how they are shown. */

import { deskActs } from '../wire/talk.ts';
import { exactly, listOf, open, orNull } from './schemas.ts';

const text = { type: 'string' } as const;
const name = { type: 'string', minLength: 1, maxLength: 200 } as const;

const modes = { enum: ['listen', 'whisper', 'barge'] } as const;
const phone = { type: 'string', minLength: 1, maxLength: 100 } as const;
const supervision = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;

const consultSchema = {
  ...open({
    with: text,
    state: { enum: ['calling', 'ringing', 'talking', 'held', 'conference'] },
    since: { type: 'number' },
  }),
  type: ['object', 'null'] as const,
};

const supervisionSchema = open({
  id: { type: 'integer' },
  by: text,
  phone: text,
  mode: modes,
  state: { enum: ['calling', 'ringing', 'listening'] },
  since: { type: 'number' },
});

export const talkSchema = open({
  offer: { type: 'integer' },
  call: { type: 'integer' },
  agent: text,
  queue: text,
  connectedAt: { type: 'number' },
  heldSince: orNull('number'),
  heldMs: { type: 'number' },
  muted: { type: 'boolean' },
  recording: orNull('string'),
  consult: consultSchema,
  supervisions: { type: ['array', 'null'], items: supervisionSchema },
});

export const actsSchema = listOf(
  'acts',
  open({ act: { enum: deskActs }, possible: { type: 'boolean' }, why: orNull('string') }),
  { switch: orNull('string') },
);

/** Exactly one of them is given. */
const party = {
  ...exactly({
    extension: { type: 'string', pattern: '^[0-9A-Za-z+*#._-]{1,40}$' },
    target: name,
    queue: name,
    agent: name,
  }),
  minProperties: 1,
  maxProperties: 1,
} as const;

/** Bodies of the acts that need one. */
export const actBodies = {
  keys: exactly({ keys: { type: 'string', pattern: '^[0-9A-D*#]{1,40}$' } }, ['keys']),
  transfer: exactly({ to: party }, ['to']),
  consult: exactly(
    {
      to: {
        ...party,
        properties: { extension: party.properties.extension, agent: name },
      },
    },
    ['to'],
  ),
  record: exactly({ action: { enum: ['pause', 'resume', 'stop'] } }, ['action']),
} as const;

export const superviseBody = exactly({ mode: modes, phone }, ['mode', 'phone']);
export const changeSupervisionBody = exactly({ mode: modes, supervision }, ['mode']);
export const endSupervisionQuery = exactly({ supervision });
