/**
 * How long evidence is kept, by class. A campaign's country decides the class, its owner signs
 * it.
 */

/**
 * `us-5y`: 16 CFR 310.5 as of 2024. `de-5y`: section 7a UWG, from grant and from each use. `ca-3y`:
 * the Canadian unsolicited telecommunications rules. `uk-2y` and `fr-3y`: house rules under the
 * limits of complaint and prescription there. `jp-order`: the life of an order and its withdrawal,
 * ten years. `house-1y`: where no law asks.
 */
const years = {
  'us-5y': 5,
  'de-5y': 5,
  'ca-3y': 3,
  'uk-2y': 2,
  'fr-3y': 3,
  'jp-order': 10,
  'house-1y': 1,
} as const;

export type Retention = keyof typeof years;

export const retentions = Object.keys(years) as readonly Retention[];

/** The moment from which a row of this class may go: the same date so many years on, UTC. */
export function keepUntil(retention: Retention, writtenAt: number): number {
  const date = new Date(writtenAt);
  // 29 February ends on 1 March: never a day too early.
  return date.setUTCFullYear(date.getUTCFullYear() + years[retention]);
}
