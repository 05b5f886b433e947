/** Where somebody's sight ends, as fields of a form, and in words. */

import { useState } from 'preact/hooks';
import type { Choice, Choices } from '../../../wire/accounts.ts';
import { nameOf } from '../../language.ts';
import { fieldOf } from '../../parts/form.ts';
import { accountWords } from '../../words/accounts.ts';

export interface ScopeValue {
  readonly tenant: string | null;
  readonly teams: readonly string[] | null;
  readonly queues: readonly string[] | null;
}

export const noScope: ScopeValue = { tenant: null, teams: null, queues: null };

interface FieldsProps {
  readonly choices: Choices;
  readonly first: ScopeValue;
}

/** Fields for tenant, teams and queues; `scopeIn` reads them. */
export function ScopeFields({ choices, first }: FieldsProps) {
  const words = accountWords.value;
  const [tenant, setTenant] = useState(first.tenant ?? '');
  const isOf = (each: Choice) => tenant === '' || each.tenant === tenant;
  return (
    <>
      <label>
        {words.tenant}
        <select
          name="tenant"
          value={tenant}
          onChange={(event) => setTenant(event.currentTarget.value)}
        >
          <option value="">{words.all}</option>
          {choices.tenants.map(({ id, name }) => (
            <option key={id} value={id}>
              {nameOf(name, id)}
            </option>
          ))}
        </select>
      </label>
      <SomeOf
        name="queues"
        label={words.queues}
        choices={choices.queues.filter(isOf)}
        first={first.queues}
      />
      <SomeOf
        name="teams"
        label={words.teams}
        choices={choices.teams.filter(isOf)}
        first={first.teams}
      />
    </>
  );
}

interface SomeProps {
  readonly name: 'teams' | 'queues';
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly first: readonly string[] | null;
}

/** All of them, or those that are ticked. */
function SomeOf({ name, label, choices, first }: SomeProps) {
  const words = accountWords.value;
  const [isAll, setAll] = useState(first === null);
  return (
    <fieldset>
      <legend>{label}</legend>
      <label>
        <input
          type="checkbox"
          name={`${name}-all`}
          checked={isAll}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
        {words.all}
      </label>
      {!isAll && (
        <div class="choices">
          {choices.map((each) => (
            <label key={each.id}>
              <input
                type="checkbox"
                name={name}
                value={each.id}
                defaultChecked={first?.includes(each.id) ?? false}
              />
              {nameOf(each.name, each.id)}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}

/** What the fields of a form say. */
export const scopeIn = (form: HTMLFormElement): ScopeValue => ({
  tenant: fieldOf(form, 'tenant').value || null,
  teams: tickedIn(form, 'teams'),
  queues: tickedIn(form, 'queues'),
});

function tickedIn(form: HTMLFormElement, name: 'teams' | 'queues'): string[] | null {
  if (fieldOf(form, `${name}-all`).checked) return null;
  const boxes = form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]:checked`);
  return [...boxes].map(({ value }) => value);
}

/** `Sakura; Queues: Support, Sales`. */
export function scopeText({ tenant, teams, queues }: ScopeValue, choices: Choices): string {
  const words = accountWords.value;
  const named = (all: readonly Choice[], ids: readonly string[]) =>
    ids.map((id) => nameOf(all.find((each) => each.id === id)?.name, id)).join(', ') || '–';
  const parts = [
    ...(tenant === null ? [] : [named(choices.tenants, [tenant])]),
    ...(queues === null ? [] : [`${words.queues}: ${named(choices.queues, queues)}`]),
    ...(teams === null ? [] : [`${words.teams}: ${named(choices.teams, teams)}`]),
  ];
  return parts.join('; ') || words.everything;
}
