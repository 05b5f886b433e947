/**
 * A bug of ours: the state breaks one of its own rules. Stop, keep the journal, restart and replay.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Throws InvariantError unless the condition holds. For our own bugs only; stays on in production.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
