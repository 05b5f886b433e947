/** Questions with answers from a table: the FAQ a firm has already. */

import type { Faqs, FaqTexts } from '../../adapters/store/faqs.ts';
import type { Table } from '../../adapters/tables/table.ts';
import { faultOfTexts } from './faq-acts.ts';

export interface FaqRow {
  readonly texts: FaqTexts;
  /** Empty: whoever brings the table. */
  readonly owner: string;
}

export interface FaqRows {
  readonly rows: readonly FaqRow[];
  readonly faults: readonly { readonly line: number; readonly why: string }[];
}

type Field = keyof FaqTexts | 'owner';

/** Headings as they are written, without spaces, signs and case. */
const headings: Readonly<Record<string, Field>> = {
  question: 'questionEn',
  questionen: 'questionEn',
  answer: 'answerEn',
  answeren: 'answerEn',
  questionja: 'questionJa',
  answerja: 'answerJa',
  質問: 'questionJa',
  回答: 'answerJa',
  答え: 'answerJa',
  英語の質問: 'questionEn',
  英語の回答: 'answerEn',
  owner: 'owner',
  担当: 'owner',
  担当者: 'owner',
};

const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');

/** Throws where no heading is a question or an answer. */
export async function faqRowsOf(table: Table): Promise<FaqRows> {
  const fields = table.header.map((heading) => headings[plain(heading)]);
  const has = (field: Field) => fields.includes(field);
  if (!(has('questionEn') && has('answerEn')) && !(has('questionJa') && has('answerJa'))) {
    throw new Error(
      `the table needs a column "question" and one "answer" (or 質問 and 回答), and has ${table.header.join(', ')}`,
    );
  }
  const rows: FaqRow[] = [];
  const faults: { line: number; why: string }[] = [];
  for await (const some of table.rows()) {
    for (const { line, cells, fault } of some) {
      const cell = (field: Field) => cells[fields.indexOf(field)]?.trim() ?? '';
      const texts = {
        ...{ questionEn: cell('questionEn'), questionJa: cell('questionJa') },
        ...{ answerEn: cell('answerEn'), answerJa: cell('answerJa') },
      };
      const why = fault?.en ?? faultOfTexts(texts);
      if (why === undefined) rows.push({ texts, owner: cell('owner') });
      else if (fault !== undefined || cells.some((each) => each.trim() !== '')) {
        faults.push({ line, why });
      }
    }
  }
  return { rows, faults };
}

const isSame = (a: FaqTexts, b: FaqTexts): boolean =>
  a.questionEn === b.questionEn &&
  a.questionJa === b.questionJa &&
  a.answerEn === b.answerEn &&
  a.answerJa === b.answerJa;

/** What names a row: the same question is the same entry, however often the table is brought. */
const keyOf = ({ questionEn, questionJa }: FaqTexts): string => questionJa || questionEn;

/** Adds what is new, changes what is answered otherwise. */
export async function importFaqs(
  faqs: Faqs,
  rows: readonly FaqRow[],
  by: string,
): Promise<{ readonly added: number; readonly changed: number; readonly same: number }> {
  const known = new Map<string, { readonly id: number; readonly entry: FaqTexts }>(
    (await faqs.all()).map((each) => [keyOf(each), { id: each.id, entry: each }]),
  );
  const done = { added: 0, changed: 0, same: 0 };
  for (const { texts, owner } of rows) {
    const found = known.get(keyOf(texts));
    if (found === undefined) {
      const id = await faqs.add(texts, owner || by);
      known.set(keyOf(texts), { id, entry: texts });
      done.added += 1;
    } else if (isSame(found.entry, texts)) {
      done.same += 1;
    } else {
      await faqs.change(found.id, { texts, by, ...(owner === '' ? {} : { owner }) });
      done.changed += 1;
    }
  }
  return done;
}
