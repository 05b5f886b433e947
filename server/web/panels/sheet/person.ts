/** The sheet of one person, as it was last told. */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Sheet } from '../../../wire/knowledge.ts';
import { get, patch } from '../../api.ts';
import { refusalText } from '../../words/refusals.ts';

export interface SheetLoaded {
  /** Undefined: not told yet, or not for this account; `failure` says why. */
  readonly sheet: Signal<Sheet | undefined>;
  readonly failure: Signal<string>;
  reload(): Promise<void>;
  /** Changes texts and fields. Rejects with a refusal; what it is then is shown at once. */
  change(change: object): Promise<void>;
}

/** Asks for it, and again whenever `mark` is another: then something has happened to the person. */
export function useSheet(person: number, contact: number | undefined, mark: string): SheetLoaded {
  const sheet = useSignal<Sheet | undefined>(undefined);
  const failure = useSignal('');
  const reload = async () => {
    try {
      sheet.value = await get<Sheet>(`/people/${person}/sheet`);
      failure.value = '';
    } catch (error) {
      failure.value = refusalText(error);
    }
  };
  useEffect(() => {
    if (sheet.peek()?.person.id !== person) sheet.value = undefined;
    void reload();
  }, [person, mark]);
  return {
    sheet,
    failure,
    reload,
    async change(change) {
      const written = { ...change, ...(contact === undefined ? {} : { contact }) };
      sheet.value = await patch<Sheet>(`/people/${person}`, written);
    },
  };
}
