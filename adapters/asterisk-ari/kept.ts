/** Reads what channels keep, over ARI. */

import { formerMemo, isFormer, type Kept, keptName, keptOf } from '../asterisk/kept.ts';
import type { AriHttp } from './http.ts';
import { ok } from './messages.ts';

/** What was left with these channels; those without it are missing. */
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
      const memo = isFormer(value) ? await read(channel, formerMemo) : '';
      const found = keptOf(value, memo);
      if (found) kept.set(channel, found);
    }),
  );
  return kept;
}
