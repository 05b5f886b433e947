/**
 * What came of the call: reason, note, when to call again. Kept on the server as it is typed, from
 * the first word of the conversation on; it stays here until it is saved.
 */

import { useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ContactShown } from '../../../wire/knowledge.ts';
import { post, put } from '../../api.ts';
import { useKeys } from '../../keys.ts';
import { language } from '../../language.ts';
import { type Deed, Deeds } from '../../parts/deeds.tsx';
import { say } from '../../parts/spoken.tsx';
import { Foreign } from '../../parts/text.tsx';
import { deskWords } from '../../words/desk.ts';
import { ask, useDesk } from './desk.ts';
import { Draft } from './draft.ts';
import { Reasons } from './reasons.tsx';
import { type FormPart, type Written, writtenOf } from './written.ts';

export function ContactForm() {
  const { contact, me } = useDesk();
  const words = deskWords.value;
  const kept = contact.value;
  if (!kept?.contact) {
    return kept === null && me.value?.state === 'wrap-up' ? (
      <p class="quiet">{words.noContacts}</p>
    ) : null;
  }
  return <Form key={kept.contact.id} contact={kept.contact} unsaved={kept.unsaved} />;
}

function Form({ contact, unsaved }: { readonly contact: ContactShown; readonly unsaved: number }) {
  const { me } = useDesk();
  const words = deskWords.value;
  const { id } = contact;
  const draft = useMemo(
    () => new Draft<Written>({ keep: (fields) => put('/me/contact', { ...fields, contact: id }) }),
    [id],
  );
  useEffect(() => draft.confirm(writtenOf(contact)), [draft, contact]);
  useEffect(() => {
    const leave = () => void draft.flush();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [draft]);
  const written = draft.over(writtenOf(contact));
  // The agent's state comes a moment before the contact's: a key pressed in between must count.
  const isOver = contact.state !== 'talking' || me.value?.state === 'wrap-up';
  return (
    <section class="card contact" aria-labelledby="contact-title">
      <h2 id="contact-title">
        {isOver ? words.aboutPast(timeOf(contact.connectedAt)) : words.about}
      </h2>
      {isOver && (
        <p class="quiet">
          <Foreign text={contact.written || contact.number || words.withheld} />
        </p>
      )}
      <WhoIsIt contact={contact} written={written} draft={draft} />
      <Reasons contact={contact} written={written} draft={draft} />
      <Note isOver={isOver} written={written} draft={draft} />
      <div class="two">
        <CallAgain contact={contact} written={written} draft={draft} />
        <Impression written={written} draft={draft} />
      </div>
      <Saving contact={contact} isOver={isOver} draft={draft} unsaved={unsaved} />
    </section>
  );
}

const timeOf = (at: number): string =>
  new Date(at).toLocaleTimeString(language.value, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });

/** Of several people with this number, which one. */
function WhoIsIt({
  contact: { people },
  written,
  draft,
}: FormPart & { readonly contact: ContactShown }) {
  const words = deskWords.value;
  const [first] = people;
  if (!first) return null;
  if (people.length === 1 && written.person === first.id) {
    return (
      <p>
        <Foreign text={first.name} /> <Foreign text={first.kana} class="quiet" />{' '}
        <Foreign text={first.company} class="quiet" />
      </p>
    );
  }
  return (
    <fieldset class="who">
      <legend>{words.who}</legend>
      {[...people, null].map((person) => (
        <label key={person?.id ?? 0}>
          <input
            type="radio"
            name="person"
            checked={written.person === (person?.id ?? null)}
            onChange={() => draft.set('person', person?.id ?? null)}
          />
          {person ? <Foreign text={`${person.name} ${person.kana}`} /> : words.nobody}
        </label>
      ))}
    </fieldset>
  );
}

function Note({ isOver, written, draft }: FormPart & { readonly isOver: boolean }) {
  const words = deskWords.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const wasOver = useRef(isOver);
  useLayoutEffect(() => {
    // After the call the hands are free for what came of it; what is typed at once is typed here.
    if (isOver && !wasOver.current) field.current?.focus();
    wasOver.current = isOver;
  }, [isOver]);
  useKeys([{ key: 'Alt+n', does: words.note, act: () => field.current?.focus() }]);
  return (
    <label>
      {words.note}{' '}
      <span class="key" aria-hidden="true">
        Alt+n
      </span>
      <textarea
        ref={field}
        rows={3}
        dir="auto"
        maxLength={20_000}
        aria-keyshortcuts="Alt+n"
        value={written.note}
        onInput={(event) => draft.set('note', event.currentTarget.value)}
      />
    </label>
  );
}

function Impression({ written, draft }: FormPart) {
  return (
    <label>
      {deskWords.value.impression}
      <input
        type="text"
        dir="auto"
        maxLength={2_000}
        value={written.impression}
        onInput={(event) => draft.set('impression', event.currentTarget.value)}
      />
    </label>
  );
}

const whyWords = {
  'not-understood': 'notUnderstood',
  'no-time': 'noTime',
  'no-such-time': 'noSuchTime',
  past: 'past',
} as const;

/** The words are read by the server, which says back what it has understood. */
function CallAgain({ contact, written, draft }: FormPart & { readonly contact: ContactShown }) {
  const words = deskWords.value;
  // Of words that were typed since, nothing is known yet.
  const understood = written.callback === contact.callbackWords ? contact.callback : null;
  const isWrong = understood !== null && 'why' in understood;
  return (
    <label>
      {words.callAgain}
      <input
        type="text"
        maxLength={200}
        placeholder={words.callAgainHint}
        autocomplete="off"
        aria-invalid={isWrong ? 'true' : undefined}
        aria-describedby="call-again-said"
        value={written.callback}
        onInput={(event) => draft.set('callback', event.currentTarget.value)}
      />
      <small id="call-again-said" role="status">
        {understood === null
          ? ''
          : 'at' in understood
            ? `→ ${understood.said[language.value]}`
            : `⚠ ${words[whyWords[understood.why]]}`}
      </small>
    </label>
  );
}

function Saving({
  contact,
  isOver,
  draft,
  unsaved,
}: {
  readonly contact: ContactShown;
  readonly isOver: boolean;
  readonly draft: Draft<Written>;
  readonly unsaved: number;
}) {
  const { me } = useDesk();
  const words = deskWords.value;
  const inWrapUp = useComputed(() => me.value?.state === 'wrap-up');
  const save = async () => {
    await draft.flush();
    // With what could not be kept just now, so that it is saved as it is seen.
    const body = { ...draft.typed.value, contact: contact.id, endWrapUp: inWrapUp.value };
    if (await ask(() => post('/me/contact/save', body))) say(deskWords.value.saved);
  };
  const deeds: Deed[] = [
    {
      does: inWrapUp.value ? words.saveAndEnd : words.save,
      keys: ['Ctrl+Enter'],
      kind: 'main',
      not: isOver ? undefined : words.notNow,
      act: () => void save(),
    },
  ];
  const state = { kept: words.kept, keeping: words.keeping, waiting: words.notKept };
  return (
    <div class="saving">
      <Deeds deeds={deeds} />
      <small class={draft.state.value === 'waiting' ? 'bad' : 'quiet'}>
        {draft.state.value === 'waiting' ? '⚠ ' : ''}
        {state[draft.state.value]}
      </small>
      {unsaved > 1 && <small>⚠ {words.unsaved(unsaved)}</small>}
    </div>
  );
}
