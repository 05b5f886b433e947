/**
 * The lists of those who must not be called, by scope, and the one question asked of them at the
 * instant of dialling. What is added to a list is found by the very next question.
 */

import type { Ms } from '../../routing/ids.ts';
import type { E164, PersonId, ProductId, TenantId } from '../ids.ts';
import type { Refusal, RegistryAnswer } from '../may-dial/facts.ts';
import type { NumberSet } from './number-set.ts';

/**
 * Who must not be called by whom. `registry`: listed at an authority, under the name rule packs
 * give it (`us-national`, `us-fl`, `gb-tps`); `wide`: by nobody here; `client`: not for this
 * client; `product`: not about this product of it. These hold numbers; `people` holds persons who
 * want no call at all, whatever number they come to have.
 */
export type ListScope =
  | { readonly kind: 'registry'; readonly registry: string }
  | { readonly kind: 'wide' }
  | { readonly kind: 'people' }
  | { readonly kind: 'client'; readonly tenant: TenantId }
  | { readonly kind: 'product'; readonly tenant: TenantId; readonly product: ProductId };

/** One list as it is at present. */
export interface SuppressionList {
  readonly scope: ListScope;
  readonly numbers: NumberSet;
  /** Registries: when the copy was drawn there. Others: when the list was begun. */
  readonly since: Ms;
  /** Which copy it is, kept as evidence of what was looked into. */
  readonly snapshot: string;
}

const WORD = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The name people write for a list: `registry/us-national`, `wide`, `product/acme/water`. */
export function listName(scope: ListScope): string {
  if (scope.kind === 'registry') return `registry/${scope.registry}`;
  if (scope.kind === 'client') return `client/${scope.tenant}`;
  if (scope.kind === 'product') return `product/${scope.tenant}/${scope.product}`;
  return scope.kind;
}

/** The scope of such a name; undefined when it is none. */
export function scopeOfName(name: string): ListScope | undefined {
  const [kind, ...words] = name.split('/');
  if (!words.every((word) => WORD.test(word))) return undefined;
  const [first = '', second = ''] = words;
  if (words.length === 0 && (kind === 'wide' || kind === 'people')) return { kind };
  if (words.length === 1 && kind === 'registry') return { kind, registry: first };
  if (words.length === 1 && kind === 'client') return { kind, tenant: first as TenantId };
  if (words.length === 2 && kind === 'product') {
    return { kind, tenant: first as TenantId, product: second as ProductId };
  }
  return undefined;
}

/** People are kept by the whole number their id is; undefined for an id that is none. */
export function personNumber(person: PersonId): number | undefined {
  return /^[1-9][0-9]{0,14}$/.test(person) ? Number(person) : undefined;
}

/** What the lists say of one number and its person, as `mayDial` takes it. */
export interface SuppressionFound {
  /** A list knows of no end and no exception; its log tells who refused, when and why. */
  readonly refusals: readonly Refusal[];
  /** One answer for each list of a registry there is, listed or not. */
  readonly registries: readonly RegistryAnswer[];
}

/** A list with its answers made beforehand, so that a look-up makes none. */
interface Prepared {
  readonly list: SuppressionList;
  readonly refusal: Refusal | undefined;
  readonly listed: RegistryAnswer | undefined;
  readonly unlisted: RegistryAnswer | undefined;
}

/** For whom a call is to be made: chooses the lists of refusals that are looked into. */
export interface CallFor {
  readonly tenant: TenantId;
  /** Null: about nothing in particular; refusals of products do not speak of it. */
  readonly product: ProductId | null;
}

const NO_REFUSALS: readonly Refusal[] = [];

/** All lists there are, by name. */
export class SuppressionLists {
  readonly #byName = new Map<string, Prepared>();
  #registries: readonly Prepared[] = [];

  /** Adds a list, or puts a newer copy in the place of the one of that scope. */
  put(list: SuppressionList): void {
    this.#byName.set(listName(list.scope), prepare(list));
    this.#sort();
  }

  get(scope: ListScope): SuppressionList | undefined {
    return this.#byName.get(listName(scope))?.list;
  }

  /** By name. */
  all(): readonly SuppressionList[] {
    const names = [...this.#byName.keys()].sort();
    return names.map((name) => this.#byName.get(name)!.list);
  }

  #sort(): void {
    this.#registries = [...this.#byName.values()].filter(({ listed }) => listed !== undefined);
  }

  /**
   * Hot path: everything the lists say of a number, and of its person where known. Cost: one
   * look-up a registry and four for refusals. Allocates: the answer.
   */
  look(number: E164, person: PersonId | null, { tenant, product }: CallFor): SuppressionFound {
    const registries: RegistryAnswer[] = [];
    for (const { list, listed, unlisted } of this.#registries) {
      registries.push(list.numbers.has(number) ? listed! : unlisted!);
    }
    let refusals = this.#refusal('wide', number, NO_REFUSALS);
    if (person !== null) {
      const id = personNumber(person);
      if (id !== undefined) refusals = this.#refusal('people', id, refusals);
    }
    refusals = this.#refusal(`client/${tenant}`, number, refusals);
    if (product !== null) {
      refusals = this.#refusal(`product/${tenant}/${product}`, number, refusals);
    }
    return { refusals, registries };
  }

  #refusal(name: string, n: number, before: readonly Refusal[]): readonly Refusal[] {
    const prepared = this.#byName.get(name);
    return prepared?.list.numbers.has(n) ? [...before, prepared.refusal!] : before;
  }
}

function prepare(list: SuppressionList): Prepared {
  const { scope, since, snapshot } = list;
  if (scope.kind === 'registry') {
    const answer = (listed: boolean): RegistryAnswer => ({
      registry: scope.registry,
      listed,
      drawnAt: since,
      snapshot,
    });
    return { list, refusal: undefined, listed: answer(true), unlisted: answer(false) };
  }
  const refusal: Refusal = {
    scope: scope.kind === 'people' ? 'wide' : scope.kind,
    tenant: 'tenant' in scope ? scope.tenant : null,
    product: 'product' in scope ? scope.product : null,
    service: false,
    since,
    until: null,
    proof: `${listName(scope)} ${snapshot}`,
  };
  return { list, refusal, listed: undefined, unlisted: undefined };
}
