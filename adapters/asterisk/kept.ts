/**
 * What a channel keeps for an adapter that starts anew: whose it is, and what the router wants to
 * find with it. One variable for all of it: a second one would be one more request a call.
 */

export interface Kept {
  readonly call: number;
  /** Of a caller. */
  readonly music: string;
  readonly memo: string;
  /** Of somebody who is dialled, and listened to from the answer on. */
  readonly listen?: boolean;
}

/** The variable's name. */
export const keptName = 'TSUNAGI_CALL';

/** The variable to set: its name and its value. */
export const keptVariable = ({ call, music, memo, listen }: Kept): readonly [string, string] => [
  keptName,
  JSON.stringify([call, music, memo, ...(listen ? [1] : [])]),
];

/**
 * The same value for who splits at commas and takes quotes away, as AMI and the dialplan do: only
 * letters, digits, and `%-_.!~*'()`.
 */
export function keptEncoded(kept: Kept): readonly [string, string] {
  const [name, value] = keptVariable(kept);
  return [name, encodeURIComponent(value)];
}

/**
 * What a channel keeps, as either wrote it; undefined: it is none of ours. `memo`: of
 * `formerMemo`, for what a router before this wrote.
 */
export function keptOf(value: string, memo = ''): Kept | undefined {
  const former = formerly.exec(value);
  if (former) return { call: Number(former[1]), music: former[2] ?? '', memo };
  try {
    const json = value.startsWith('%5B') ? decodeURIComponent(value) : value;
    const [call, music, kept, listen] = JSON.parse(json) as readonly unknown[];
    if (typeof call !== 'number') return undefined;
    const own = { call, music: String(music ?? ''), memo: String(kept ?? '') };
    return listen === 1 ? { ...own, listen: true } : own;
  } catch {
    return undefined;
  }
}

/** The call in what a channel keeps; undefined: it keeps nothing of ours. */
export const callOfKept = (value: string): number | undefined => keptOf(value)?.call;

/**
 * A router before this wrote `id,music`, and the memo beside it: who waits through an upgrade keeps
 * the place.
 */
const formerly = /^(\d+)(?:,(.*))?$/;
/** Where the memo stood then. */
export const formerMemo = 'TSUNAGI_MEMO';
export const isFormer = (value: string): boolean => formerly.test(value);
