/** All that is known of one person, as it is read in two seconds: who, what not, what last. */

import type { Sheet } from '../../../wire/knowledge.ts';
import { Foreign } from '../../parts/text.tsx';
import { dayText, momentText, When } from '../../parts/when.tsx';
import { common } from '../../words/common.ts';
import { sheetWords } from '../../words/sheet.ts';
import '../../styles/knowledge.css';
import { Consents, DoNotCall } from './do-not-call.tsx';
import { moneyText } from './event-text.ts';
import { Facts } from './facts.tsx';
import { History } from './history.tsx';
import { Doubts, Notes } from './notes.tsx';
import { useSheet } from './person.ts';

interface PersonSheetProps {
  readonly person: number;
  /** The conversation that what is written belongs to. */
  readonly contact?: number;
  /** Another mark: something has happened to the person. */
  readonly mark?: string;
  /** The page of the person, not a panel beside a call. */
  readonly isPage?: boolean;
}

export function PersonSheet({ person, contact, mark = '', isPage = false }: PersonSheetProps) {
  const { sheet, failure, reload, change } = useSheet(person, contact, mark);
  const words = sheetWords.value;
  const shown = sheet.value;
  if (shown === undefined) {
    return failure.value === '' ? (
      <p aria-busy="true">{common.value.loading}</p>
    ) : (
      <p role="alert" class="failure">
        ⚠ <bdi>{failure.value}</bdi>
      </p>
    );
  }
  const parts = { sheet: shown, contact, reload };
  return (
    <article class={isPage ? 'sheet sheet-page' : 'sheet'}>
      <Head sheet={shown} isPage={isPage} />
      <DoNotCall sheet={shown} reload={reload} />
      <div class="sheet-columns">
        <div>
          <Pressing sheet={shown} />
          <Facts sheet={shown} change={change} />
          <details open={isPage || shown.refusals.length > 0}>
            <summary>{words.consents}</summary>
            <Consents sheet={shown} />
          </details>
        </div>
        <div>
          <Notes {...parts} />
          <Doubts {...parts} />
          <History history={shown.history} />
        </div>
      </div>
    </article>
  );
}

function Head({ sheet, isPage }: { readonly sheet: Sheet; readonly isPage: boolean }) {
  const words = sheetWords.value;
  const { person } = sheet;
  const { orders = 0, spent = 0, talks = 0, lastOrderAt = null } = person.figures;
  const Title = isPage ? 'h1' : 'h2';
  return (
    <header>
      <Title class="sheet-name">
        {person.kana === '' ? (
          <Foreign text={person.name || '–'} />
        ) : (
          <ruby>
            <Foreign text={person.name || '–'} />
            <rp>(</rp>
            <rt>
              <Foreign text={person.kana} />
            </rt>
            <rp>)</rp>
          </ruby>
        )}{' '}
        {person.company !== '' && <Foreign text={person.company} class="quiet" />}
      </Title>
      <p class="quiet">
        {words.figures(orders ?? 0, talks ?? 0)}
        {spent ? ` · ${moneyText(spent, currencyOf(sheet))}` : ''}
        {lastOrderAt !== null && ` · ${words.lastOrder} ${dayText(lastOrderAt)}`}
        {!isPage && (
          <>
            {' · '}
            <a href={`/people/${person.id}`} target="_blank" rel="noreferrer">
              {words.openPage} ↗
            </a>
          </>
        )}
      </p>
      {person.erasedAt !== null && (
        <p class="must-not">{words.erased(momentText(person.erasedAt))}</p>
      )}
    </header>
  );
}

/** That of their purchases, where all were paid in the same; else none is named. */
function currencyOf({ history }: Sheet): string {
  const all = history.flatMap(({ kind, about }) =>
    kind === 'purchase' ? [String(about.currency ?? '')] : [],
  );
  return new Set(all).size === 1 ? all[0]! : '';
}

/** Complaints that are open, and calls that were promised: before anything else is said. */
function Pressing({ sheet: { complaints, promises } }: { readonly sheet: Sheet }) {
  const words = sheetWords.value;
  const due = promises.filter(({ state }) => state === 'promised' || state === 'taken');
  if (complaints.length + due.length === 0) return null;
  return (
    <section class="pressing">
      {complaints.length > 0 && <h3>! {words.complaintsOpen}</h3>}
      <ul class="plain-list">
        {complaints.map((row) => (
          <li key={String(row.id)}>
            <Foreign text={String(row.text ?? '')} />
          </li>
        ))}
      </ul>
      {due.length > 0 && <h3>⏲ {words.promises}</h3>}
      <ul class="plain-list">
        {due.map((row) => (
          <li key={String(row.id)}>
            <When at={Number(row.dueAt)} /> <Foreign text={String(row.number ?? '')} />{' '}
            <Foreign text={String(row.note ?? '')} class="quiet" />
          </li>
        ))}
      </ul>
    </section>
  );
}
