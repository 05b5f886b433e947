/** `tsunagi erase`, `hold` and `lift`: who asks to be forgotten, and who must not be yet. */

import { type StoreOptions, tellFaults, UsageError, withStore } from './people.ts';
import { numberOf } from './why.ts';

interface WhoOptions extends StoreOptions {
  readonly by: string;
  readonly json?: boolean;
}

export interface EraseOptions extends WhoOptions {
  readonly person: string;
  readonly why: string;
}

export interface HoldOptions extends WhoOptions {
  readonly person?: string;
  readonly number?: string;
  readonly why: string;
}

const print = (json: boolean | undefined, value: unknown, text: string): void => {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : text);
};

/** `tsunagi erase`: says what stays, and until when. */
export const eraseCommand = (options: EraseOptions): Promise<void> =>
  tellFaults(async () => {
    const person = wholeNumber(options.person, '--person');
    await withStore(options, async (store) => {
      const { erasure } = await store.tenant(options.tenant);
      const erased = await erasure.erase(person, options.by, options.why);
      const rows = Object.entries(erased.rows)
        .filter(([, n]) => n > 0)
        .map(([table, n]) => `${n} ${table}`);
      const until =
        erased.evidenceUntil === null
          ? ''
          : `, the last until ${new Date(erased.evidenceUntil).toISOString().slice(0, 10)}`;
      print(
        options.json,
        { person, ...erased },
        `person ${person} is erased: ${rows.join(', ') || 'nothing else was kept'}\n` +
          `kept: ${erased.evidenceKept} records the law asks for${until}; ` +
          `${erased.refusalsKept} refusals, by number\n`,
      );
    });
  });

/** `tsunagi hold`: without a person or number, the holds in force. */
export const holdCommand = (options: HoldOptions): Promise<void> =>
  tellFaults(async () => {
    const { person, number, why: reason, by } = options;
    const of = {
      ...(person === undefined ? {} : { person: wholeNumber(person, '--person') }),
      ...(number === undefined ? {} : { number: numberOf(number) }),
    };
    const isNew = Object.keys(of).length > 0;
    if (isNew && reason.trim() === '') throw new UsageError('--why says why it must be kept');
    await withStore(options, async (store) => {
      const { erasure } = await store.tenant(options.tenant);
      if (!isNew) {
        const holds = await erasure.holds();
        const lines = holds.map(
          (each) =>
            `${each.id}\t${each.person === null ? '' : `person ${each.person}`}` +
            `${each.number === null ? '' : ` +${each.number}`}\t${each.reason}\t${each.placedBy}\n`,
        );
        print(options.json, holds, lines.join('') || 'no hold is in force\n');
        return;
      }
      const hold = await erasure.hold({ ...of, reason, by });
      print(options.json, { hold }, `hold ${hold} is in force; tsunagi lift ${hold} ends it\n`);
    });
  });

/** `tsunagi lift`. */
export const liftCommand = (id: string, options: WhoOptions): Promise<void> =>
  tellFaults(async () => {
    const hold = wholeNumber(id, 'a hold');
    await withStore(options, async (store) => {
      const { erasure } = await store.tenant(options.tenant);
      await erasure.lift(hold, options.by);
      print(options.json, { lifted: hold }, `hold ${hold} is lifted\n`);
    });
  });

function wholeNumber(text: string, what: string): number {
  const n = Number(text);
  if (Number.isSafeInteger(n) && n >= 1) return n;
  throw new UsageError(`${what} is a whole number, not "${text}"`);
}
