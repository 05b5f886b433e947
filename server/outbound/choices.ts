/** What a new campaign may be made of, and the hours its calls may ring in, in words. */

import { type CountryCode, getCountryCallingCode } from 'libphonenumber-js/max';
import type { Site } from '../../config/site.ts';
import { type LegalClass, legalClasses } from '../../core/outreach/may-dial/facts.ts';
import type { DialRules, HoursRule } from '../../core/outreach/may-dial/rules.ts';
import type { CampaignChoices } from '../wire/campaign-wizard.ts';
import type { Named } from '../wire/desk.ts';

export function choicesOf(site: Site, rules: DialRules, tenant: string): CampaignChoices {
  const { trunks, callerIds } = site.server.outbound!;
  const country = (site.desk?.country ?? 'JP') as CountryCode;
  const isFrom = (number: string) => number.startsWith(`+${getCountryCallingCode(country)}`);
  const countries = [...rules.places.values()].filter(({ region }) => region === null);
  return {
    tenant,
    queues: site.queues
      .filter((queue) => queue.tenant === tenant)
      .map(({ id, name }) => ({ id, name })),
    trunks: trunks.map(({ id }) => id),
    callerIds: callerIds
      .filter((shown) => shown.tenant === tenant)
      .map(({ number }) => `+${number}`)
      // The first is what is chosen unless somebody chooses.
      .toSorted((a, b) => Number(isFrom(b)) - Number(isFrom(a))),
    country,
    countries: countries.map(({ id }) => id),
    hours: Object.fromEntries(countries.map(({ id, hours }) => [id, hoursByClass(hours)])),
  };
}

const hoursByClass = (hours: readonly HoursRule[]): Record<LegalClass, Named[]> =>
  Object.fromEntries(
    legalClasses.map((each, bit) => {
      // Those of a single trade say so elsewhere.
      const mine = hours.filter((rule) => (rule.classBits >> bit) & 1 && rule.sectors === null);
      const texts = mine.map((rule) => wordsOf(rule));
      return [each, [...new Map(texts.map((text) => [text.en, text])).values()]];
    }),
  ) as Record<LegalClass, Named[]>;

const dayNames = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  ja: ['月', '火', '水', '木', '金', '土', '日'],
} as const;

/** Days with the same hours together: `Mon–Fri 09:00–20:00, Sat 10:00–14:00`. */
function wordsOf({ week, holidays }: HoursRule): { readonly en: string; readonly ja: string } {
  const groups: { from: number; to: number; hours: string }[] = [];
  week.forEach((day, index) => {
    const hours = hoursOf(day);
    const last = groups.at(-1);
    if (last?.hours === hours) last.to = index;
    else groups.push({ from: index, to: index, hours });
  });
  const said = (language: 'en' | 'ja', rest: string): string => {
    const names = dayNames[language];
    const parts = groups
      .filter(({ hours }) => hours !== '')
      .map(({ from, to, hours }) => {
        const [first, last] = [names[from], names[to]];
        return `${from === to ? first : `${first}–${last}`} ${hours}`;
      });
    return parts.join(language === 'en' ? ', ' : '、') + (holidays === null ? '' : rest);
  };
  return { en: said('en', ', not on holidays'), ja: said('ja', '、祝日を除く') };
}

function hoursOf(day: readonly number[]): string {
  const spans: string[] = [];
  for (let i = 0; i + 1 < day.length; i += 2) spans.push(`${clock(day[i]!)}–${clock(day[i + 1]!)}`);
  return spans.join(' + ');
}

const clock = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};
