/** Conversations that are to be saved with a code before the next. */

import { RequestError } from '../errors.ts';
import { currentContact } from './contact-shown.ts';
import type { Knowledge } from './knowledge.ts';
import { codeFault, codesOf } from './wrap-up-codes.ts';

/**
 * Rejects with `contact-unsaved` and what is missing while the agent's last conversation is to be
 * saved with a code and is not. A store that is away keeps nobody in wrap-up.
 */
export async function refuseUnsaved(knowledge: Knowledge, agent: string): Promise<void> {
  const missing = await missingOf(knowledge, agent).catch((error: unknown) => {
    if (error instanceof RequestError && error.code === 'store-unusable') return undefined;
    throw error;
  });
  if (missing === undefined) return;
  const { contact, why, fields } = missing;
  const sentence = `The conversation is to be saved first${why === undefined ? '' : `: ${why}`}.`;
  throw new RequestError('contact-unsaved', sentence, { contact, missing: fields });
}

async function missingOf(knowledge: Knowledge, agent: string) {
  const { store } = await knowledge.tenantOfAgent(agent);
  const contact = await currentContact(knowledge, store, agent);
  if (contact === undefined || contact.endedAt === null) return undefined;
  const tree = await codesOf(store, knowledge.parts.directory(), contact);
  if (!tree.required) return undefined;
  const why = codeFault(tree, contact.code, contact.reason);
  const missing = contact.code === null ? ['code'] : ['reason'];
  return { contact: contact.id, why, fields: why === undefined ? [] : missing };
}
