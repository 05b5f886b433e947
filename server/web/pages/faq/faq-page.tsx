/** The FAQ as a page: all entries, one with its past, and what is missing. */

import { useSignal } from '@preact/signals';
import type { DoubtShown, FaqShown, UnansweredShown } from '../../../wire/knowledge.ts';
import { may } from '../../api.ts';
import { FaqSearch, faqText } from '../../panels/faq/search.tsx';
import { useLoaded, Waiting } from '../../parts/loaded.tsx';
import { Foreign } from '../../parts/text.tsx';
import { When } from '../../parts/when.tsx';
import { faqWords } from '../../words/faq.ts';
import '../../styles/knowledge.css';
import { EntryForm, type EntryStart } from './entry-form.tsx';

/** `#entry=7`: what a link to an entry opens. */
const entryOfHash = (): number | undefined => {
  const id = Number(/^#entry=(\d+)$/.exec(location.hash)?.[1]);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
};

export function FaqPage() {
  const words = faqWords.value;
  const entries = useLoaded<{ entries: readonly FaqShown[] }>('/faq');
  const missing = useLoaded<{ unanswered: readonly UnansweredShown[] }>('/faq/unanswered');
  const doubts = useLoaded<{ doubts: readonly DoubtShown[] }>('/doubts');
  const linked = entryOfHash();
  const open = useSignal<EntryStart | undefined>(
    linked === undefined ? undefined : { entry: linked },
  );
  const mayTeach = may('teach');
  const begin = (start: EntryStart) => {
    open.value = start;
    document.getElementById('entry')?.scrollIntoView({ block: 'nearest' });
  };
  const changed = () =>
    Promise.all([entries.reload(), missing.reload(), doubts.reload()]).then(() => undefined);
  return (
    <>
      <h1>{words.title}</h1>
      {!mayTeach && <p class="quiet">{words.notAllowed}</p>}
      <Waiting of={entries} />
      <div class="two-columns">
        <div>
          <FaqSearch />
          <div class="head-line">
            <h2>{words.all}</h2>
            {mayTeach && (
              <button type="button" class="fit" onClick={() => begin({})}>
                {words.newEntry}
              </button>
            )}
          </div>
          <ul class="plain-list entry-list">
            {entries.value.value?.entries.map((entry) => (
              <li key={entry.id}>
                <button
                  type="button"
                  class="plain"
                  aria-current={open.value?.entry === entry.id ? 'true' : undefined}
                  onClick={() => begin({ entry: entry.id })}
                >
                  <Foreign text={faqText(entry).question} />
                </button>{' '}
                <small class="quiet">
                  {words.uses(entry.uses)} · {words.version(entry.version)} ·{' '}
                  <Foreign text={entry.owner} />
                  {entry.state === 'withdrawn' && ` · ✕ ${words.withdrawn}`}
                </small>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <section id="entry" aria-label={words.entry}>
            {open.value && (
              <EntryForm
                key={JSON.stringify(open.value)}
                start={open.value}
                mayTeach={mayTeach}
                changed={changed}
                close={() => {
                  open.value = undefined;
                }}
              />
            )}
          </section>
          <Doubts doubts={doubts.value.value?.doubts ?? []} {...{ begin, mayTeach }} />
          <Missing unanswered={missing.value.value?.unanswered ?? []} {...{ begin, mayTeach }} />
        </div>
      </div>
    </>
  );
}

interface ListProps {
  readonly begin: (start: EntryStart) => void;
  readonly mayTeach: boolean;
}

function Doubts({
  doubts,
  begin,
  mayTeach,
}: ListProps & { readonly doubts: readonly DoubtShown[] }) {
  const words = faqWords.value;
  return (
    <section aria-label={words.doubts}>
      <h2>{words.doubts}</h2>
      {doubts.length === 0 && <p class="quiet">{words.noDoubts}</p>}
      <ul class="plain-list entry-list">
        {doubts.map(({ id, text, raisedAt, raisedBy, person }) => (
          <li key={id}>
            <Foreign text={text} />{' '}
            <small class="quiet">
              <When at={raisedAt} /> <Foreign text={raisedBy} />{' '}
              {person !== null && <a href={`/people/${person}`}>{words.ofPerson}</a>}
            </small>{' '}
            {mayTeach && (
              <button
                type="button"
                class="outline fit"
                onClick={() => begin({ doubt: { id, text } })}
              >
                {words.makeEntry}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Missing({
  unanswered,
  begin,
  mayTeach,
}: ListProps & { readonly unanswered: readonly UnansweredShown[] }) {
  const words = faqWords.value;
  return (
    <section aria-label={words.unanswered}>
      <h2>{words.unanswered}</h2>
      {unanswered.length === 0 && <p class="quiet">{words.noneUnanswered}</p>}
      <ul class="plain-list entry-list">
        {unanswered.map(({ words: searched, times, lastAt, lastBy }) => (
          <li key={searched}>
            <Foreign text={searched} />{' '}
            <small class="quiet">
              {words.times(times)} · <When at={lastAt} /> <Foreign text={lastBy} />
            </small>{' '}
            {mayTeach && (
              <button type="button" class="outline fit" onClick={() => begin({ words: searched })}>
                {words.answerThis}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
