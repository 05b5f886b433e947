/**
 * The routing core: a deterministic state machine without dependencies. See docs/routing-rules.md.
 */

export * from './routing/assert.ts';
export {
  type CommandRecord,
  type CommandSink,
  commandNames,
  noCommands,
  noticeNames,
  recordCommands,
} from './routing/commands.ts';
export type * from './routing/decision.ts';
export { decidingKeys, type KeptDecision } from './routing/decision-ring.ts';
export type * from './routing/events.ts';
export { explainCall } from './routing/explain.ts';
export {
  explainLinks,
  type LinkExplanation,
  type LinkWhyNot,
} from './routing/explain-links.ts';
export {
  type AgentExplanation,
  explainAgent,
  explainQueue,
  explainWait,
  type PlaceExplanation,
  type QueueExplanation,
  type Sight,
  type SkillLack,
  type WaitState,
} from './routing/explain-state.ts';
export * from './routing/ids.ts';
export { verify } from './routing/invariants.ts';
export { type DecisionFilter, recentDecisions } from './routing/kept-decisions.ts';
export * from './routing/limits.ts';
export * from './routing/outcomes.ts';
export { POSITION_MAX, queueOutlook, type WaitOutlook, waitOutlook } from './routing/outlook.ts';
export type * from './routing/policy.ts';
export { restore } from './routing/restore.ts';
export { advance, nextDeadline, step } from './routing/router.ts';
export type * from './routing/snapshot.ts';
export { createRouter, nowOf, type Router, type RouterOptions } from './routing/state.ts';
export { snapshot, stateHash } from './routing/store.ts';
