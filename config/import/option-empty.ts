/** `joinempty` and `leavewhenempty`: the exits `nobody` and `overflow`. */

import { nearest } from '../suggest.ts';
import type { QueueDraft } from './drafts.ts';
import { differs, exact, none, type Verdict } from './findings.ts';
import { isYes } from './seats.ts';
import type { Setting, SourceError } from './source.ts';

const reasons = [
  'paused',
  'penalty',
  'inuse',
  'ringing',
  'unavailable',
  'invalid',
  'unknown',
  'wrapup',
] as const;
type Reason = (typeof reasons)[number];

const loose: readonly Reason[] = ['penalty', 'invalid'];
const usual: readonly Reason[] = [...loose, 'paused'];
const strict: readonly Reason[] = [...usual, 'unavailable'];

/** Why an agent does not count, as `parse_empty_options` of app_queue has it; none: never empty. */
function reasonsOf({ key, value, at }: Setting, errors: SourceError[]): ReadonlySet<Reason> {
  const found = new Set<Reason>();
  const joins = key === 'joinempty';
  for (const word of value
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())) {
    const reason = reasons.find((each) => each === word);
    if (reason !== undefined) found.add(reason);
    else if (word === 'loose') for (const each of loose) found.add(each);
    else if (word === 'strict') for (const each of strict) found.add(each);
    else if (isYes(word) || /^(no|false|n|f|0|off)$/.test(word)) {
      if (isYes(word) !== joins) for (const each of usual) found.add(each);
    } else if (word !== '') {
      const near = nearest(word, [...reasons, 'yes', 'no', 'loose', 'strict']);
      const hint = `${near === undefined ? '' : `is ${near} meant? `}there is: ${reasons.join(', ')}`;
      errors.push({ at, message: `\`${key}\` knows no ${JSON.stringify(word)}`, hint });
    }
  }
  return found;
}

const busy: readonly Reason[] = ['inuse', 'ringing', 'wrapup'];

/** One reader for both: they are one exit here. */
export function readEmpty(setting: Setting, draft: QueueDraft): Verdict {
  const joins = setting.key === 'joinempty';
  const other = draft.values.get(joins ? 'leavewhenempty' : 'joinempty');
  const own = reasonsOf(setting, draft.errors);
  const others = other === undefined ? new Set<Reason>() : reasonsOf(other, []);
  if (own.size === 0) {
    if (others.size === 0) return exact(undefined, 'nobody is sent away for want of agents');
    const who = joins ? 'callers who join' : 'callers who wait';
    return differs('exits: nobody', `the exit asked for by \`${other!.key}\` is for ${who}, too`);
  }
  draft.exits.nobody = {
    go: 'dialplan',
    ...(own.has('paused') || others.has('paused') ? {} : { 'count-paused': true }),
  };
  const isBusy = busy.some((reason) => own.has(reason));
  if (!isBusy || !joins) {
    const rest = isBusy ? '; agents who are busy do not send away who waits' : '';
    const both = others.size === 0 ? ', on joining and while waiting' : '';
    const why = `it is taken when no agent of the queue is signed in and reachable${both}${rest}`;
    return isBusy && !own.has('paused') && own.size === 1
      ? none('whether agents are busy does not send away who waits')
      : differs('exits: nobody', why);
  }
  draft.exits.overflow = [{ when: { ready: 0 }, go: 'dialplan' }];
  const why =
    'who joins while nobody is ready goes on in the dialplan: busy, ringing, paused or in wrap-up alike';
  return differs('exits: nobody, overflow when ready: 0', why);
}
