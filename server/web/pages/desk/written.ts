/** What the agent writes of a conversation. */

import type { ContactShown } from '../../../wire/knowledge.ts';
import type { Draft } from './draft.ts';

/** What is typed of a contact, as the API names it. */
export interface Written {
  readonly person: number | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly note: string;
  readonly impression: string;
  readonly callback: string;
}

/** The same, as the server has it. */
export const writtenOf = (contact: ContactShown): Written => ({
  person: contact.person,
  code: contact.code,
  reason: contact.reason,
  note: contact.note,
  impression: contact.impression,
  callback: contact.callbackWords,
});

/** A part of the form: what it shows, and where what is typed goes. */
export interface FormPart {
  readonly written: Written;
  readonly draft: Draft<Written>;
}
