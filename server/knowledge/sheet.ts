/** The customer sheet: all that is known of a person, on one page. */

import type { PersonChange } from '../../adapters/store/people.ts';
import type { Attribute, Person } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { SheetField } from '../../config/site.ts';
import { isTimeZone } from '../../config/time-zone.ts';
import type { Directory } from '../directory.ts';
import { RequestError } from '../errors.ts';
import type { EventShown, FieldShown, Sheet } from '../wire/knowledge.ts';
import { lineOf, withPlus } from './contact-shown.ts';

/** Of its history as much as anybody reads. */
const historyMax = 300;
const textMax = 10_000;

/** Undefined: this tenant has no such person. Cost: some twenty look-ups by index. */
export async function sheetOf(
  tenant: string,
  store: TenantStore,
  fields: readonly SheetField[],
  id: number,
  now: number,
): Promise<Sheet | undefined> {
  const person = await store.people.find(id);
  if (person === undefined) return undefined;
  const [history, consents, refusals, complaints, promises, notes, doubts] = await Promise.all([
    store.people.timeline(id, historyMax),
    store.records.consents(id),
    refusalsOf(store, person),
    store.records.complaints({ person: id }),
    store.callbacks.ofPerson(id),
    store.notes.of(id),
    store.notes.doubtsOf(id),
  ]);
  const shown = new Set(fields.map(({ attribute }) => attribute));
  return {
    tenant,
    person: showPerson(person),
    fields: fields.map((field) => showField(field, person)),
    others: Object.fromEntries(
      Object.entries(person.attributes).filter(([name]) => !shown.has(name)),
    ),
    doNotCall: refusals.some(
      ({ scope, expiresAt }) => scope === 'all' && (expiresAt === null || expiresAt > now),
    ),
    history: history.map(({ at, kind, id: row, about }): EventShown => {
      const named = Object.entries(about).map(([name, value]) => [camel(name), value]);
      return { at, kind, id: row, about: Object.fromEntries(named) };
    }),
    consents: consents.map((each) => ({ ...each })),
    refusals: refusals.map((each) => ({ ...each, number: withPlus(each.number) })),
    complaints: complaints.filter(({ closedAt }) => closedAt === null).map((each) => ({ ...each })),
    promises: promises.map((each) => ({ ...each, number: withPlus(each.number) })),
    notes,
    doubts,
  };
}

/** By the person, and by whichever of their numbers; each once. */
async function refusalsOf(store: TenantStore, { id, numbers }: Person) {
  const asked = numbers.length === 0 ? [{ person: id }] : [];
  const all = await Promise.all([
    ...asked.map((of) => store.records.refusals(of)),
    ...numbers.map(({ number }) => store.records.refusals({ person: id, number })),
  ]);
  return [...new Map(all.flat().map((each) => [each.id, each])).values()];
}

function showPerson(person: Person): Sheet['person'] {
  const { customerKey, email, zone, language, figures, erasedAt } = person;
  return {
    ...lineOf(person),
    ...{ customerKey, email, zone, language, erasedAt },
    figures: { ...figures },
    addresses: person.addresses.map((each) => ({ ...each })),
    numbers: person.numbers.map(({ number, written, kind, state }) => ({
      ...{ number: `+${number}`, written, kind, state },
    })),
  };
}

const showField = (
  { id, name, kind, choices, editable, attribute }: SheetField,
  { attributes }: Person,
): FieldShown => ({
  ...{ id, name, kind, choices, editable },
  value: Object.hasOwn(attributes, attribute) ? attributes[attribute]! : null,
});

/** `bought_at` is `boughtAt`. */
const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What agents may change of a person: texts, and fields of the sheet by their ids. */
export interface SheetChange {
  readonly name?: string;
  readonly kana?: string;
  readonly company?: string;
  readonly email?: string;
  readonly zone?: string;
  readonly language?: string;
  readonly fields?: Readonly<Record<string, Attribute | null>>;
}

/** As the store takes it. Throws `field-invalid` for what the sheet does not have, or not so. */
export function changeOf(directory: Directory, { fields, ...texts }: SheetChange): PersonChange {
  if (texts.zone !== undefined && texts.zone !== '' && !isTimeZone(texts.zone)) {
    throw wrongField(
      'zone',
      'is a time zone such as Asia/Tokyo',
      'Asia/Tokyoなどのタイムゾーンです',
    );
  }
  const known = new Map((directory.site.desk?.fields ?? []).map((each) => [each.id, each]));
  const attributes: Record<string, Attribute | null> = {};
  for (const [id, value] of Object.entries(fields ?? {})) {
    const field = known.get(id);
    if (field === undefined)
      throw wrongField(id, 'is no field of the sheet', '顧客シートにありません');
    if (!field.editable) throw wrongField(id, 'is not changed by hand', '手では変更できません');
    if (value !== null) refuseWrong(field, value);
    attributes[field.attribute] = value;
  }
  return { texts, attributes };
}

function refuseWrong({ id, kind, choices }: SheetField, value: Attribute): void {
  switch (kind) {
    case 'number':
      if (typeof value !== 'number') throw wrongField(id, 'is a number', '数値です');
      return;
    case 'yes-no':
      if (typeof value !== 'boolean')
        throw wrongField(id, 'is true or false', '「はい」か「いいえ」です');
      return;
    case 'date':
      if (typeof value !== 'string' || !isDate(value))
        throw wrongField(id, 'is 2026-12-31', '2026-12-31の形の日付です');
      return;
    case 'choice':
      if (!choices.includes(String(value))) {
        throw wrongField(
          id,
          `is one of ${choices.join(', ')}`,
          `${choices.join('、')}のどれかです`,
        );
      }
      return;
    case 'text':
      if (typeof value !== 'string' || value.length > textMax) {
        throw wrongField(
          id,
          `is a text of ${textMax} characters at most`,
          `${textMax}文字以内の文章です`,
        );
      }
  }
}

function isDate(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** `what` and `ja` say what it is to be. */
const wrongField = (field: string, what: string, ja: string): RequestError =>
  new RequestError('field-invalid', `"${field}" ${what}.`, { field, ja });
