/** Rules of queuerules.conf: `penaltychange => seconds,most[,least[,raise]]`. */

import { type ConfSection, splitArguments } from './conf-file.ts';
import { wholeNumber } from './seats.ts';
import type { Bound, Place, RuleSource, SourceError, WindowChange } from './source.ts';

/** A section as a rule, its changes in order of time. */
export function ruleOf(section: ConfSection, errors: SourceError[]): RuleSource {
  const changes = section.lines.flatMap(({ key, value, at }) => {
    if (key.toLowerCase() !== 'penaltychange') {
      const message = `a rule has lines \`penaltychange => …\` only, not \`${key}\``;
      errors.push({ at, message });
      return [];
    }
    const [seconds = '', most = '', least = '', raise = ''] = splitArguments(value);
    return [changeOf({ seconds, most, least, raise }, at, errors)];
  });
  return { name: section.name, at: section.at, changes: inOrder(changes) };
}

/** Changes in order of time; of equal times, as written. */
export const inOrder = (changes: readonly WindowChange[]): readonly WindowChange[] =>
  [...changes].sort((a, b) => a.afterSeconds - b.afterSeconds);

/** One change from its parts; an empty part changes nothing. */
export function changeOf(
  parts: { seconds: string; most: string; least: string; raise: string },
  at: Place,
  errors: SourceError[],
): WindowChange {
  const bound = (text: string, what: string): Bound | undefined => {
    if (text.trim() === '') return undefined;
    const sign = /^\s*([+-]?)(\d+)\s*$/.exec(text);
    if (sign === null) {
      errors.push({ at, message: `${what} is a number, or a change such as +3, got "${text}"` });
      return undefined;
    }
    const value = Number(sign[2]) * (sign[1] === '-' ? -1 : 1);
    return { value, relative: sign[1] !== '' };
  };
  const afterSeconds = wholeNumber(parts.seconds, 'the time of a change, in seconds,', at, errors);
  if (parts.seconds.trim() === '' || afterSeconds < 0) {
    errors.push({ at, message: 'a change begins with its time in seconds, 0 or more' });
  }
  const most = bound(parts.most, 'the highest penalty');
  const least = bound(parts.least, 'the lowest penalty');
  // `r20` lifts only those inside the window; nobody outside it is called, so it is the same here.
  const raise = bound(parts.raise.replace(/^\s*r/i, ''), 'the raised penalty');
  return {
    at,
    afterSeconds: Math.max(0, afterSeconds),
    ...(most && { most }),
    ...(least && { least }),
    ...(raise && { raise }),
  };
}
