/** What is summed for reports. Columns of the store: new ones come by a migration. */

/** Of a queue. Calls count in the quarter of an hour in which they leave it. */
export const queueMeasures = [
  /** Calls that entered, or were turned away at the door. */
  'offered',
  'answered',
  /** Of these, within the queue's target of that time. */
  'in_target',
  /** Hung up after the short-abandon threshold, and before it. */
  'abandoned',
  'abandoned_short',
  /** Left unanswered by rule: sent elsewhere, turned away, called back. */
  'flowed_out',
  /** Lost by an outage or an error of ours. */
  'failed',
  /** Waits of those answered, and of those abandoned after the threshold. */
  'answered_wait_ms',
  'abandoned_wait_ms',
  /** Conversations that ended, and what was spent on them. */
  'handled',
  'talk_ms',
  'hold_ms',
  'wrap_up_ms',
  /** Offers that ended, and those nobody answered. */
  'offers',
  'missed',
  /** Customers to be called back who left the queue, and those reached. */
  'callbacks',
  'callbacks_reached',
] as const;
export type QueueMeasure = (typeof queueMeasures)[number];

/** Of an agent. Time counts in the quarter of an hour in which it passed. */
export const agentMeasures = [
  'ready_ms',
  'offered_ms',
  'talking_ms',
  'wrap_up_ms',
  'paused_ms',
  'unreachable_ms',
  'busy_elsewhere_ms',
  /** Conversations that began. */
  'answered',
  'offers',
  'missed',
  'declined',
] as const;
export type AgentMeasure = (typeof agentMeasures)[number];

/** Milliseconds of a quarter of an hour. */
export const reportMs = 900_000;
