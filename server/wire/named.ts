/** A name in the languages it exists in. */
export interface Named {
  readonly en?: string;
  readonly ja?: string;
}
