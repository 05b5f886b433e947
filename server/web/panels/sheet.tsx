/** The customer's sheet beside a call: from the first ring on, before anybody talks. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PersonLine } from '../../wire/knowledge.ts';
import { put } from '../api.ts';
import { Failure, useAsking } from '../parts/asking.tsx';
import { Foreign } from '../parts/text.tsx';
import { sheetWords } from '../words/sheet.ts';
import type { DeskPanelProps } from './desk-panel.ts';
import { FindPerson, NewPerson, PeopleList } from './sheet/find-person.tsx';
import { PersonSheet } from './sheet/person-sheet.tsx';
import '../styles/knowledge.css';

export function Panel({ contact, offered, person }: DeskPanelProps) {
  // Chosen here while it rings: there is no conversation yet to keep it with.
  const chosen = useSignal<number | null>(null);
  const call = contact?.call ?? offered?.call;
  useEffect(() => {
    chosen.value = null;
  }, [call]);
  const asking = useAsking();
  const choose = async (id: number) => {
    chosen.value = id;
    if (contact === null || contact.state === 'saved') return;
    await asking.ask(() => put('/me/contact', { contact: contact.id, person: id }));
  };
  // Who was chosen while it rang is written as soon as there is a conversation.
  const open = contact?.state === 'talking' && contact.person === null;
  useEffect(() => {
    if (open && chosen.value !== null) void choose(chosen.value);
  }, [open]);
  const shown = person ?? chosen.value;
  const talk = contact ?? offered;
  if (shown !== null) {
    return (
      <>
        <Failure of={asking} />
        <PersonSheet
          key={shown}
          person={shown}
          {...(contact === null ? {} : { contact: contact.id })}
          mark={`${contact?.id} ${contact?.state}`}
        />
        {(talk?.people.length ?? 0) > 1 && <Others people={talk!.people} {...{ shown, choose }} />}
      </>
    );
  }
  return (
    <>
      <Failure of={asking} />
      {talk === null ? (
        <p class="quiet">{sheetWords.value.noCall}</p>
      ) : (
        <Unknown people={talk.people} number={talk.number} choose={choose} />
      )}
      <FindPerson choose={choose} />
    </>
  );
}

interface ChooseProps {
  readonly people: readonly PersonLine[];
  readonly choose: (person: number) => unknown;
}

/** Who calls is not known, or there are several it may be. */
function Unknown({ people, number, choose }: ChooseProps & { readonly number: string | null }) {
  const words = sheetWords.value;
  if (people.length > 0) {
    return (
      <section aria-label={words.whoIsIt}>
        <p>{words.whoIsIt}</p>
        <PeopleList people={people} choose={choose} />
      </section>
    );
  }
  if (number === null) return <p class="quiet">{words.noNumber}</p>;
  return (
    <>
      <p>
        {words.nobodyKnown} <Foreign text={number} />
      </p>
      <NewPerson number={number} choose={choose} />
    </>
  );
}

/** Of several with one number the others, where the wrong one was chosen. */
function Others({ people, choose, shown }: ChooseProps & { readonly shown: number }) {
  return (
    <details>
      <summary>{sheetWords.value.notThisOne}</summary>
      <PeopleList people={people.filter(({ id }) => id !== shown)} choose={choose} />
    </details>
  );
}
