/** JSON Schemas of explanations. */

import { open, orNull } from './schemas.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
const number = { type: 'number' } as const;
const yesNo = { type: 'boolean' } as const;
const counts = { type: 'object', additionalProperties: count } as const;
const list = (of: unknown) => ({ type: 'array', items: of }) as const;

const decisions = list(
  open({
    at: number,
    offer: count,
    call: count,
    queue: text,
    step: count,
    agent: text,
    trigger: { enum: ['call', 'agent'] },
    decidedBy: text,
    runnerUp: { type: ['string', 'integer'] },
  }),
);

const outlook = {
  ...open({
    queue: text,
    position: count,
    ahead: count,
    isNoted: yesNo,
    expectedMs: number,
    band: open({ lowMs: number, highMs: number }),
  }),
  type: ['object', 'null'] as const,
};

const waitState = { enum: ['waiting', 'held', 'resting'] } as const;

const places = list(
  open({
    call: count,
    queue: text,
    step: count,
    isLastStep: yesNo,
    class: text,
    state: waitState,
    waitedMs: number,
    routingAgeMs: number,
    stepEndsAt: number,
    tooLongAt: number,
    agents: counts,
  }),
);

/** An agent who was no candidate, and why. `until` is null: for ever. */
const whyNot = open({
  why: text,
  skill: text,
  level: count,
  levelMin: count,
  state: text,
  reason: text,
  until: orNull('number'),
  preferred: text,
});

const links = list(
  open({
    link: text,
    target: text,
    channels: count,
    used: count,
    whyNot: { enum: ['passed', 'declined', 'down', 'closed', 'resting', 'full'] },
    until: number,
  }),
);

export const callExplainedSchema = open({
  at: number,
  call: count,
  outlook,
  places,
  links,
  decisions,
});

export const agentExplainedSchema = open({
  at: number,
  agent: text,
  switchUp: yesNo,
  state: text,
  reason: text,
  stateSince: number,
  idleSince: number,
  waiting: count,
  reasons: counts,
  lacks: list(open({ skill: text, level: count, levelMin: count, count })),
  calls: list(open({ call: count, queue: text, state: waitState, waitedMs: number, whyNot })),
  decisions,
});

export const queueExplainedSchema = open({
  at: number,
  queue: text,
  switchUp: yesNo,
  waiting: count,
  places,
  outlook,
  decisions,
});
