/** Something that must not be, found by a simulation. */

export type FindingKind =
  /** Seen from facts and commands alone. */
  | 'observer'
  /** `verify` says so. */
  | 'invariant'
  /** The router threw. */
  | 'broke'
  /** The reference router does otherwise. */
  | 'reference'
  /** The journal replayed gives something else. */
  | 'replay'
  /** The same run again gives something else. */
  | 'second run'
  /** With the faults over, somebody or something is left. */
  | 'liveness';

export class Finding extends Error {
  readonly kind: FindingKind;
  readonly sentences: readonly string[];

  constructor(kind: FindingKind, sentences: readonly string[]) {
    super(`${kind}: ${sentences.join('\n')}`);
    this.name = 'Finding';
    this.kind = kind;
    this.sentences = sentences;
  }
}
