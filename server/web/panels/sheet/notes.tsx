/** What agents wrote of a person, and what nobody could answer them. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { DoubtShown, Sheet } from '../../../wire/knowledge.ts';
import { post } from '../../api.ts';
import { useKeys } from '../../keys.ts';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { When } from '../../parts/when.tsx';
import { sheetWords } from '../../words/sheet.ts';

interface NotesProps {
  readonly sheet: Sheet;
  /** The conversation they belong to. */
  readonly contact: number | undefined;
  readonly reload: () => Promise<void>;
}

export function Notes({ sheet, contact, reload }: NotesProps) {
  const words = sheetWords.value;
  return (
    <section aria-label={words.notes}>
      <h3>{words.notes}</h3>
      <WriteLine
        label={words.writeNote}
        button={words.keepNote}
        shortcut="Alt+i"
        keep={(text) => post(`/people/${sheet.person.id}/notes`, withContact(text, contact))}
        reload={reload}
      />
      <ul class="plain-list">
        {sheet.notes.map(({ id, text, writtenAt, writtenBy }) => (
          <li key={id}>
            <p class="said-then">
              <Foreign text={text} />
            </p>
            <small class="quiet">
              <When at={writtenAt} /> <Foreign text={words.by(writtenBy)} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Doubts({ sheet, contact, reload }: NotesProps) {
  const words = sheetWords.value;
  return (
    <section aria-label={words.doubts}>
      <h3>{words.doubts}</h3>
      <WriteLine
        label={words.raiseDoubt}
        button={words.keepDoubt}
        shortcut="Alt+q"
        keep={(text) => post(`/people/${sheet.person.id}/doubts`, withContact(text, contact))}
        reload={reload}
      />
      <ul class="plain-list">
        {sheet.doubts.map((doubt) => (
          <DoubtLine key={doubt.id} doubt={doubt} tenant={sheet.tenant} />
        ))}
      </ul>
    </section>
  );
}

function DoubtLine({ doubt, tenant }: { readonly doubt: DoubtShown; readonly tenant: string }) {
  const words = sheetWords.value;
  const { text, answer, faq, raisedAt, raisedBy, answeredAt } = doubt;
  return (
    <li>
      {answeredAt === null ? (
        <span class="tag warn">? {words.open}</span>
      ) : (
        <span class="tag">✓ {words.answered}</span>
      )}{' '}
      <Foreign text={text} />
      {answer !== '' && (
        <p class="said-then">
          <Foreign text={answer} />
        </p>
      )}
      <small class="quiet">
        {' '}
        <When at={raisedAt} /> <Foreign text={words.by(raisedBy)} />
        {faq !== null && (
          <>
            {' · '}
            <a href={ofTenant(`/faq#entry=${faq}`, tenant)}>{words.inFaq}</a>
          </>
        )}
      </small>
    </li>
  );
}

const withContact = (text: string, contact: number | undefined): object => ({
  text,
  ...(contact === undefined ? {} : { contact }),
});

interface WriteLineProps {
  readonly label: string;
  readonly button: string;
  readonly shortcut: string;
  readonly keep: (text: string) => Promise<unknown>;
  readonly reload: () => Promise<void>;
}

/** Something short to write; Ctrl and Enter belong to the desk, Enter alone keeps it. */
export function WriteLine({ label, button, shortcut, keep, reload }: WriteLineProps) {
  const text = useSignal('');
  const asking = useAsking();
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ key: shortcut, does: label, act: () => field.current?.focus() }]);
  return (
    <form
      class="write-line"
      onSubmit={async (event) => {
        event.preventDefault();
        const typed = text.value.trim();
        if (typed === '' || !(await asking.ask(() => keep(typed)))) return;
        text.value = '';
        await reload();
      }}
    >
      <label>
        <span>
          {label} <kbd>{shortcut}</kbd>
        </span>
        <input
          ref={field}
          dir="auto"
          autocomplete="off"
          maxLength={10_000}
          aria-keyshortcuts={shortcut}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="secondary" aria-busy={asking.isBusy.value}>
        {button}
      </button>
      <Failure of={asking} />
    </form>
  );
}
