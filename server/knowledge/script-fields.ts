/** Fields the texts of scripts may hold, and what they are for one conversation. */

import type { Contact } from '../../adapters/store/contacts.ts';
import type { Person } from '../../adapters/store/person.ts';
import type { DeskSite, DisplayName } from '../../config/site.ts';
import type { Directory } from '../directory.ts';

const fixed = [
  'person.name',
  'person.kana',
  'person.company',
  'agent.name',
  'firm.name',
  'queue.name',
  'number',
] as const;

/** Their names: those of every script, and `field.ID` for each field of the sheet. */
export const scriptFields = (desk: DeskSite | undefined): ReadonlySet<string> =>
  new Set([...fixed, ...(desk?.fields ?? []).map(({ id }) => `field.${id.toLowerCase()}`)]);

/** What they are now, in each language; empty: not known. */
export function scriptFieldsOf(
  directory: Directory,
  { agent, queue, dialled, number }: Contact,
  person: Person | undefined,
): Readonly<Record<'en' | 'ja', Readonly<Record<string, string>>>> {
  const { site } = directory;
  const tenant = site.tenants.find(({ id }) => id === directory.queue(queue)?.tenant);
  const own = new Map<string, string | DisplayName | undefined>([
    ['person.name', person?.name],
    ['person.kana', person?.kana],
    ['person.company', person?.company],
    ['agent.name', directory.agent(agent)?.name],
    ['firm.name', directory.entry(dialled)?.company ?? tenant?.name ?? site.name],
    ['queue.name', directory.queue(queue)?.name],
    ['number', number === null ? '' : `+${number}`],
    ...(site.desk?.fields ?? []).map(({ id, attribute }): [string, string] => [
      `field.${id.toLowerCase()}`,
      String(person?.attributes[attribute] ?? ''),
    ]),
  ]);
  const inLanguage = (language: 'en' | 'ja') =>
    Object.fromEntries(
      [...own].map(([name, value]) => [
        name,
        typeof value === 'object' ? value[language] : (value ?? ''),
      ]),
    );
  return { en: inLanguage('en'), ja: inLanguage('ja') };
}
