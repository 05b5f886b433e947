/** Everything that happened with a person, latest first. */

import { useSignal } from '@preact/signals';
import type { EventShown } from '../../../wire/knowledge.ts';
import { Foreign } from '../../parts/text.tsx';
import { When } from '../../parts/when.tsx';
import { sheetWords } from '../../words/sheet.ts';
import { eventLine, eventSign } from './event-text.ts';

/** So many are read in a conversation; the rest is a click away. */
const shownFirst = 12;

const filters = {
  everything: undefined,
  purchases: ['purchase'],
  contact: ['contact', 'attempt', 'callback'],
  notes: ['note', 'complaint', 'attribute'],
  consents: ['consent', 'withdrawal', 'refusal'],
} as const satisfies Readonly<Record<string, readonly EventShown['kind'][] | undefined>>;
type Filter = keyof typeof filters;

export function History({ history }: { readonly history: readonly EventShown[] }) {
  const words = sheetWords.value;
  const filter = useSignal<Filter>('everything');
  const isAll = useSignal(false);
  const kinds: readonly string[] | undefined = filters[filter.value];
  const found = history.filter(({ kind }) => kinds?.includes(kind) ?? true);
  const shown = isAll.value ? found : found.slice(0, shownFirst);
  return (
    <section aria-label={words.history}>
      <div class="head-line">
        <h3>{words.history}</h3>
        <select
          aria-label={words.history}
          value={filter.value}
          onChange={(event) => {
            filter.value = event.currentTarget.value as Filter;
          }}
        >
          {Object.keys(filters).map((each) => (
            <option key={each} value={each}>
              {words[each as Filter]}
            </option>
          ))}
        </select>
      </div>
      {found.length === 0 && <p class="quiet">{words.nothingYet}</p>}
      <ol class="history">
        {shown.map((event) => (
          <EventLine key={`${event.kind} ${event.id}`} event={event} />
        ))}
      </ol>
      {shown.length < found.length && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            isAll.value = true;
          }}
        >
          {words.showAll(found.length)}
        </button>
      )}
    </section>
  );
}

function EventLine({ event }: { readonly event: EventShown }) {
  const words = sheetWords.value;
  const { what, more, said } = eventLine(event, words);
  return (
    <li>
      <When at={event.at} day /> <span aria-hidden="true">{eventSign[event.kind]}</span>{' '}
      <strong>{words[event.kind]}</strong> <Foreign text={what} />
      {more !== '' && (
        <>
          {' '}
          <Foreign text={more} class="quiet" />
        </>
      )}
      {said.map((text) => (
        <p key={text} class="said-then">
          <Foreign text={text} />
        </p>
      ))}
    </li>
  );
}
