/** Names of the areas of the North American plan as ISO 3166 codes. */

const US =
  'Alabama AL, Alaska AK, Arizona AZ, Arkansas AR, California CA, Colorado CO, Connecticut CT, ' +
  'Delaware DE, Florida FL, Georgia GA, Hawaii HI, Idaho ID, Illinois IL, Indiana IN, Iowa IA, ' +
  'Kansas KS, Kentucky KY, Louisiana LA, Maine ME, Maryland MD, Massachusetts MA, Michigan MI, ' +
  'Minnesota MN, Mississippi MS, Missouri MO, Montana MT, Nebraska NE, Nevada NV, ' +
  'New Hampshire NH, New Jersey NJ, New Mexico NM, New York NY, North Carolina NC, ' +
  'North Dakota ND, Ohio OH, Oklahoma OK, Oregon OR, Pennsylvania PA, Rhode Island RI, ' +
  'South Carolina SC, South Dakota SD, Tennessee TN, Texas TX, Utah UT, Vermont VT, Virginia VA, ' +
  'Washington State WA, West Virginia WV, Wisconsin WI, Wyoming WY, Washington D.C. DC';

const CA =
  'Alberta AB, British Columbia BC, British Colombia BC, Manitoba MB, New Brunswick NB, ' +
  'Newfoundland and Labrador NL, Northwest Territories NT, Nova Scotia NS, Nunavut NU, ' +
  'Ontario ON, Prince Edward Island PE, Quebec QC, Saskatchewan SK, Yukon YT';

const regions = new Map<string, string>();
for (const [country, names] of Object.entries({ US, CA })) {
  for (const each of names.split(', ')) {
    const code = `${country}-${each.slice(-2)}`;
    regions.set(each.slice(0, -3), code);
    regions.set(each.slice(-2), code);
  }
}

/**
 * What an area is called to regions: `Florida`, `Palm Beach, FL`, `Yukon/Nunavut`; empty: unknown.
 */
export function regionsNamed(name: string): readonly string[] {
  return name.split('/').flatMap((part) => regions.get(part.split(', ').at(-1) ?? '') ?? []);
}

/**
 * Area codes that the names do not tell: of the United States and Canada by region, the rest by
 * country. After the list of the North American Numbering Plan Administrator.
 */
export const byAreaCode: Readonly<Record<string, string>> = {
  '203': 'US-CT',
  '208': 'US-ID',
  '242': 'BS',
  '246': 'BB',
  '264': 'AI',
  '268': 'AG',
  '284': 'VG',
  '340': 'US-VI',
  '345': 'KY',
  '441': 'BM',
  '473': 'GD',
  '649': 'TC',
  '658': 'JM',
  '664': 'MS',
  '670': 'US-MP',
  '671': 'US-GU',
  '684': 'US-AS',
  '713': 'US-TX',
  '718': 'US-NY',
  '721': 'SX',
  '758': 'LC',
  '767': 'DM',
  '784': 'VC',
  '787': 'US-PR',
  '809': 'DO',
  '829': 'DO',
  '849': 'DO',
  '868': 'TT',
  '869': 'KN',
  '876': 'JM',
  '905': 'CA-ON',
  '939': 'US-PR',
};
