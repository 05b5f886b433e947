/**
 * Reads what questions about people rest on, rules and lists, on a thread of its own: it takes half
 * a second, in which whoever asked would hold up everybody else.
 */

import type { OutboundSite } from '../../config/site.ts';
import { startThread } from '../thread.ts';
import type { HouseGrounds } from './house.ts';

export interface GroundsStart {
  readonly site: OutboundSite;
  readonly now: number;
}

export type GroundsAnswer =
  | { readonly ok: true; readonly grounds: HouseGrounds }
  | { readonly ok: false; readonly message: string };

/** As `readGrounds`; rejects with what is wrong. The lists are shared, the rest is a copy. */
export function groundsByThread(site: OutboundSite, now: number): Promise<HouseGrounds> {
  return new Promise((resolve, reject) => {
    const start: GroundsStart = { site, now };
    const thread = startThread('outbound/grounds-thread', start);
    thread.once('error', reject);
    thread.once('message', (answer: GroundsAnswer) => {
      if (answer.ok) resolve(answer.grounds);
      else reject(new Error(answer.message));
    });
    thread.once('exit', () => reject(new Error('rules and lists could not be read')));
  });
}
