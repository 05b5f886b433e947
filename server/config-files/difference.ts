/** How one compiled configuration differs from another, setting by setting. Pure. */

import type { CompiledConfig } from '../../config/site.ts';
import type { Policy } from '../../core/routing/policy.ts';
import type { ConfigDifference } from '../wire/config.ts';

/** More than anybody reads. */
const differencesMax = 500;
const valueMax = 200;

/** Told of without their values: secrets, and addresses that may hold one. */
const secrets = new Set(['key', 'password', 'store']);
/** Follow from everything else. */
const derived = new Set(['version']);

/** Those of the site first, as people wrote it; then what only the policy shows. */
export function configDifferences(
  before: CompiledConfig,
  after: CompiledConfig,
): ConfigDifference[] {
  const out: ConfigDifference[] = [];
  compare(before.site, after.site, [], out);
  compare(settingsOf(before.policy), settingsOf(after.policy), ['routing'], out);
  return out.slice(0, differencesMax);
}

/** Whether it is open at this moment is no setting. */
const settingsOf = (policy: Policy): object => ({
  ...policy,
  hours: policy.hours.map(({ id }) => ({ id })),
});

function compare(a: unknown, b: unknown, path: readonly string[], out: ConfigDifference[]): void {
  if (Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b)) return;
  if (out.length > differencesMax) return;
  const [one, two] = [partsOf(a), partsOf(b)];
  if (one && two) {
    for (const name of new Set([...one.keys(), ...two.keys()])) {
      if (!derived.has(name)) compare(one.get(name), two.get(name), [...path, name], out);
    }
    return;
  }
  const isSecret = path.some((name) => secrets.has(name));
  out.push({ path: path.join(' › '), before: shown(a, isSecret), after: shown(b, isSecret) });
}

/** An object by its keys, a list of things with ids by these; undefined: it has no parts. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const ids = value.map((each: unknown) => (isThing(each) ? String(each.id) : undefined));
    if (ids.length === 0 || ids.includes(undefined) || new Set(ids).size < ids.length) {
      return undefined;
    }
    return new Map(value.map((each, at) => [ids[at]!, each]));
  }
  return isThing(value) || (typeof value === 'object' && value !== null)
    ? new Map(Object.entries(value).filter(([name]) => name !== 'id'))
    : undefined;
}

const isThing = (value: unknown): value is { readonly id: unknown } =>
  typeof value === 'object' && value !== null && 'id' in value;

function shown(value: unknown, isSecret: boolean): string | null {
  if (value === undefined) return null;
  if (isSecret) return '•••';
  const text = JSON.stringify(value, (name, each: unknown) => (secrets.has(name) ? '•••' : each));
  return text.length > valueMax ? `${text.slice(0, valueMax)}…` : text;
}
