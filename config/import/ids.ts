/** Ids made of names: what is one already stays, the rest keeps what it can. */

import { id as idForm } from '../scalars.ts';

const LENGTH_MAX = 56;

/** Gives ids of one kind, each once. */
export class IdMaker {
  readonly #taken = new Set<string>();
  readonly #word: string;

  /** `word` stands where nothing of a name can: `queue-1`. */
  constructor(word: string) {
    this.#word = word;
  }

  /** Full-width letters become plain ones, accents go, other letters become a hyphen. */
  idFor(name: string): string {
    const plain = idForm.safeParse(name).success ? name : plainPart(name);
    let id = plain === '' ? `${this.#word}-1` : plain;
    const base = plain === '' ? this.#word : plain;
    for (let n = 2; this.#taken.has(id); n++) id = `${base}-${n}`;
    this.#taken.add(id);
    return id;
  }
}

function plainPart(name: string): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '');
  return letters
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, LENGTH_MAX);
}
