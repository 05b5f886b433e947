/** `context`: keys by which a waiting caller leaves. */

import { type Dialplan, reachable } from './dialplan.ts';
import type { QueueDraft } from './drafts.ts';
import { differs, exact, none, type Verdict } from './findings.ts';
import type { Setting } from './source.ts';

const keys = [...'0123456789*#'];

/** Puts `escapes` into the draft, if the dialplan is known. */
export function readEscapes({ value }: Setting, draft: QueueDraft): Verdict {
  if (value === '') return exact(undefined, 'it is empty: no key leaves the queue');
  const { dialplan, shared, yaml } = draft;
  const advice = `import extensions.conf too, or write \`escapes:\` with the keys of [${value}]`;
  if (dialplan === undefined) return none('which keys leave the queue, the dialplan says', advice);
  const names = namesIn(dialplan, value);
  if (names.length === 0) {
    return none(
      `the dialplan has no extension in [${value}]`,
      'write `escapes:` if keys are to leave',
    );
  }
  const escapes: Record<string, string> = {};
  for (const key of keys) {
    if (names.some((name) => matchesKey(name, key))) escapes[key] = shared.targetOf(value, key);
  }
  const longer = names.filter(
    (name) => !/^[isth]$/.test(name) && !keys.some((key) => matchesKey(name, key)),
  );
  const left = Object.keys(escapes).join(' ');
  if (left !== '') yaml.escapes = escapes;
  if (longer.length === 0) return exact(`escapes: ${left}`);
  const why = `one key leaves a queue; ${longer.slice(0, 4).join(', ')} is longer`;
  return left === '' ? none(why) : differs(`escapes: ${left}`, why);
}

const namesIn = (dialplan: Dialplan, context: string): readonly string[] =>
  reachable(dialplan, context).flatMap((each) =>
    (dialplan.contexts.get(each) ?? []).map(({ name }) => name),
  );

/** Whether an extension or pattern is of this one key: `1`, `_X`, `_[1-3]`. */
function matchesKey(name: string, key: string): boolean {
  if (name === key) return true;
  if (!/^_(?:[XZN]|\[[0-9*#-]+\])$/i.test(name)) return false;
  const set = name.slice(1).toUpperCase();
  const range = { X: '[0-9]', Z: '[1-9]', N: '[2-9]' }[set] ?? set;
  return new RegExp(`^${range}$`).test(key);
}
