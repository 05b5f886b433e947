/** What may come of a conversation: the codes of its queue, or the outcomes of its campaign. */

import type { Contact } from '../../adapters/store/contacts.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { OutcomeTree, ReasonTree } from '../../config/outcomes.ts';
import type { WrapUpCode, WrapUpReason, WrapUpSite } from '../../config/site.ts';
import type { Directory } from '../directory.ts';

/** With `required`: it is to be saved with one of them. */
export interface CodesOf extends WrapUpSite {
  /** Code of the campaign; null: it is of none. */
  readonly campaign: string | null;
}

/** The codes of a conversation. */
export async function codesOf(
  tenant: TenantStore,
  directory: Directory,
  { attempt, queue }: Pick<Contact, 'attempt' | 'queue'>,
): Promise<CodesOf> {
  const called = attempt === null ? undefined : await tenant.attempts.find(attempt);
  const campaign = called?.campaign ? await tenant.campaigns.find(called.campaign) : undefined;
  if (campaign !== undefined) {
    return { campaign: campaign.code, required: true, codes: codesOfOutcomes(campaign.outcomes) };
  }
  const { required, codes } = directory.queue(queue)?.wrapUp ?? { required: false, codes: [] };
  return { campaign: null, required, codes };
}

const same = (name: string) => ({ en: name, ja: name });

function codesOfOutcomes(outcomes: OutcomeTree): readonly WrapUpCode[] {
  return Object.entries(outcomes).map(([id, { name, isGoal, isRefusal, reasons }]) => ({
    ...{ id, name: same(name), reasons: reasonsOf(reasons ?? {}) },
    ...{ isGoal: isGoal === true, isRefusal: isRefusal === true },
  }));
}

const reasonsOf = (reasons: ReasonTree): readonly WrapUpReason[] =>
  Object.entries(reasons).map(([id, { name, reasons: below = {} }]) => ({
    ...{ id, name: same(name), reasons: reasonsOf(below) },
  }));

/** Why this cannot be saved; undefined: it can. */
export function codeFault(
  { codes, required }: WrapUpSite,
  code: string | null,
  reason: string | null,
): string | undefined {
  if (code === null) {
    if (required) return 'A code is to be chosen';
    return reason === null ? undefined : 'A reason needs a code';
  }
  const chosen = codes.find(({ id }) => id === code);
  if (chosen === undefined) {
    return `"${code}" is no code; there are ${codes.map(({ id }) => id).join(', ')}`;
  }
  let reasons = chosen.reasons;
  for (const id of reason === null ? [] : reason.split('/')) {
    const found = reasons.find((each) => each.id === id);
    if (found === undefined) return `"${id}" is no reason of "${code}"`;
    reasons = found.reasons;
  }
  if (reasons.length === 0) return undefined;
  return `"${code}" needs a reason: ${reasons.map(({ id }) => id).join(', ')}`;
}
