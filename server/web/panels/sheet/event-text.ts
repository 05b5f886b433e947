/** What happened with a person, in a line. */

import type { EventShown } from '../../../wire/knowledge.ts';
import { apart } from '../../foreign.ts';
import { language } from '../../language.ts';
import { momentText } from '../../parts/when.tsx';
import type { sheetWords } from '../../words/sheet.ts';

type Words = (typeof sheetWords)['value'];

export interface EventLine {
  /** What it was. */
  readonly what: string;
  /** Who, where, by what. */
  readonly more: string;
  /** What was written of it, a paragraph each. */
  readonly said: readonly string[];
}

/** One sign each, beside its word. */
export const eventSign: Readonly<Record<EventShown['kind'], string>> = {
  purchase: '¤',
  attempt: '↗',
  contact: '☎',
  note: '✎',
  callback: '⏲',
  consent: '✓',
  withdrawal: '✗',
  refusal: '⊘',
  complaint: '!',
  attribute: '≔',
};

/** The line of an event. */
export function eventLine({ kind, about }: EventShown, words: Words): EventLine {
  const text = (name: string): string =>
    about[name] === undefined ? '' : apart(String(about[name]));
  const line = (what: string, more: readonly string[], said: readonly string[] = []) => ({
    what,
    more: together(more, ' · '),
    said: said.filter((each) => each !== ''),
  });
  const number = about.number === undefined ? '' : `+${text('number')}`;
  switch (kind) {
    case 'purchase': {
      const count = about.quantity === undefined || about.quantity === 1 ? '' : text('quantity');
      const what = together([text('product'), count && `× ${count}`], ' ');
      return line(what, [moneyText(about.amount, text('currency')), text('orderKey')]);
    }
    case 'attempt':
      return line(text('outcome') || text('answeredBy') || text('network'), [
        ...[number, text('reason'), text('agent')],
      ]);
    case 'contact': {
      const code = together([text('code'), text('reason')], ' › ');
      const way = about.direction === 'out' ? words.out : words.in;
      const by =
        about.script === undefined
          ? ''
          : words.script(text('script'), Number(about.scriptVersion ?? 0));
      return line(
        code || (about.savedAt === undefined ? words.unsaved : ''),
        [way, number, text('queue'), text('agent'), by],
        [text('note'), text('impression')],
      );
    }
    case 'note':
      return line('', [text('writtenBy')], [text('text')]);
    case 'callback':
      return line(text('state'), [number, text('owner') || text('team')], [text('note')]);
    case 'consent':
    case 'withdrawal':
      return line(together([text('channel'), text('purpose')], ', '), [text('proof')]);
    case 'refusal': {
      const lifted = about.liftedAt === undefined ? '' : words.lifted;
      return line(together([text('scope'), text('scopeOf')], ' '), [text('source'), lifted]);
    }
    case 'complaint': {
      const closed =
        typeof about.closedAt === 'number' ? `${words.closed} ${momentText(about.closedAt)}` : '';
      return line(text('severity'), [closed], [text('text'), text('resolution')]);
    }
    case 'attribute':
      return line(`${text('name')}: ${valueText(about.value)}`, [text('changedBy')]);
  }
}

const together = (parts: readonly string[], between: string): string =>
  parts.filter((part) => part !== '').join(between);

const valueText = (value: unknown): string =>
  apart(typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '–'));

/** An amount in the smallest unit of its currency: yen, cents. */
export function moneyText(amount: unknown, currency: string): string {
  if (typeof amount !== 'number') return '';
  // A code that is none would be refused; it is shown as it is written.
  if (!/^[A-Za-z]{3}$/.test(currency)) {
    return `${new Intl.NumberFormat(language.value).format(amount)} ${apart(currency)}`.trim();
  }
  const format = new Intl.NumberFormat(language.value, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
}
