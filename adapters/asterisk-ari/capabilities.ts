/** What routing by ARI cannot do of rules 24 to 35. */

import type { AnswerLine } from '../asterisk-ami/answering.ts';
import type { TalkAbility } from '../talk-port.ts';

const noAnswering =
  'ARI cannot tell a phone to answer, AMI can: give the switch an `ami:`; or press the key of the phone';

/**
 * `answers`: the line by which phones are told to answer; `none`: there will be none; undefined:
 * not started yet.
 */
export function ariCannot(
  answers: Pick<AnswerLine, 'cannot'> | 'none' | undefined,
): Readonly<Partial<Record<TalkAbility, string>>> {
  const why = answers === 'none' ? noAnswering : answers?.cannot;
  return why === undefined ? {} : { 'pick-up': why };
}
