/**
 * What a channel keeps for an adapter that starts anew: whose it is, and what the router wants to
 * find with it. One variable for all of it: a second one would be one more request a call.
 */

import type { AriHttp } from './http.ts';
import { ok } from './messages.ts';

export interface Kept {
  readonly call: number;
  /** Of a caller. */
  readonly music: string;
  readonly memo: string;
}

/** The variable's name, for who reads it by another way than ARI. */
export const keptName = 'TSUNAGI_CALL';

/** The variable to set: its name and its value. */
export const keptVariable = ({ call, music, memo }: Kept): readonly [string, string] => [
  keptName,
  JSON.stringify([call, music, memo]),
];

/** Reads back what was left with these channels; those without it are missing. */
export async function readKept(
  http: AriHttp,
  channels: readonly string[],
): Promise<ReadonlyMap<string, Kept>> {
  const kept = new Map<string, Kept>();
  const read = async (channel: string, name: string): Promise<string> => {
    const path = `channels/${encodeURIComponent(channel)}/variable`;
    const reply = await http.send({ method: 'GET', path, query: { variable: name } });
    return ok(reply) ? (JSON.parse(reply.body) as { value: string }).value : '';
  };
  await Promise.all(
    channels.map(async (channel) => {
      const value = await read(channel, keptName);
      const former = formerly.exec(value);
      const found = former ? keptBefore(former, await read(channel, formerMemo)) : keptOf(value);
      if (found) kept.set(channel, found);
    }),
  );
  return kept;
}

/** The call in what a channel keeps; undefined: it keeps nothing of ours. */
export function callOfKept(value: string): number | undefined {
  const former = formerly.exec(value);
  return former ? Number(former[1]) : keptOf(value)?.call;
}

/** Undefined: it is none of ours. */
function keptOf(value: string): Kept | undefined {
  try {
    const [call, music, memo] = JSON.parse(value) as [unknown, unknown, unknown];
    if (typeof call !== 'number') return undefined;
    return { call, music: String(music ?? ''), memo: String(memo ?? '') };
  } catch {
    return undefined;
  }
}

/**
 * A router before this wrote `id,music`, and the memo beside it: who waits through an upgrade keeps
 * the place.
 */
const formerly = /^(\d+)(?:,(.*))?$/;
const formerMemo = 'TSUNAGI_MEMO';

const keptBefore = ([, call, music = '']: RegExpExecArray, memo: string): Kept => ({
  call: Number(call),
  music,
  memo,
});
