/** Somebody by a number or by the firm's own number of a customer; or somebody new. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PersonLine } from '../../../wire/knowledge.ts';
import { get, post } from '../../api.ts';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { fieldOf } from '../../parts/form.ts';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { sheetWords } from '../../words/sheet.ts';

interface FindProps {
  /** What is done with who was found. */
  readonly choose: (person: number) => unknown;
  /** What is looked for at once. */
  readonly who?: string;
}

/** Looks somebody up. */
export function FindPerson({ choose, who = '' }: FindProps) {
  const words = sheetWords.value;
  const found = useSignal<readonly PersonLine[] | undefined>(undefined);
  const asking = useAsking();
  const find = async (typed: string) => {
    const query = new URLSearchParams({ number: typed, key: typed });
    const { people } = await get<{ people: readonly PersonLine[] }>(ofTenant(`/people?${query}`));
    found.value = people;
    if (people.length === 1) await choose(people[0]!.id);
  };
  useEffect(() => {
    if (who !== '') void asking.ask(() => find(who));
  }, [who]);
  return (
    <>
      <search>
        <form
          class="write-line"
          onSubmit={(event) => {
            event.preventDefault();
            const typed = fieldOf(event.currentTarget, 'who').value.trim();
            if (typed !== '') void asking.ask(() => find(typed));
          }}
        >
          <label>
            <span>{words.lookUp}</span>
            <input
              name="who"
              defaultValue={who}
              type="search"
              dir="auto"
              autocomplete="off"
              maxLength={300}
            />
          </label>
          <button type="submit" class="secondary" aria-busy={asking.isBusy.value}>
            {words.find}
          </button>
        </form>
      </search>
      <Failure of={asking} />
      <div role="status">{found.value?.length === 0 && <p class="quiet">{words.notFound}</p>}</div>
      {found.value !== undefined && found.value.length > 1 && (
        <PeopleList people={found.value} choose={choose} />
      )}
    </>
  );
}

/** People to choose from. */
export function PeopleList({
  people,
  choose,
}: FindProps & { readonly people: readonly PersonLine[] }) {
  return (
    <ul class="plain-list people-list">
      {people.map((person) => (
        <li key={person.id}>
          <button type="button" class="outline" onClick={() => void choose(person.id)}>
            <PersonName person={person} />
          </button>
        </li>
      ))}
    </ul>
  );
}

const PersonName = ({ person: { name, kana, company } }: { readonly person: PersonLine }) => (
  <>
    <Foreign text={name || '–'} /> <Foreign text={kana} class="quiet" />{' '}
    <Foreign text={company} class="quiet" />
  </>
);

interface NewProps extends FindProps {
  /** As it stands, with its plus; of nobody yet. */
  readonly number: string;
}

/** Makes somebody of a number nobody has. */
export function NewPerson({ number, choose }: NewProps) {
  const words = sheetWords.value;
  const asking = useAsking();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const texts = Object.fromEntries(
          (['name', 'kana', 'company'] as const).map((each) => [each, fieldOf(form, each).value]),
        );
        void asking.ask(async () => {
          const { id } = await post<{ id: number }>(ofTenant('/people'), { ...texts, number });
          await choose(id);
        });
      }}
    >
      <h3>{words.newPerson}</h3>
      {(['name', 'kana', 'company'] as const).map((each) => (
        <label key={each}>
          {words[each]}
          <input name={each} dir="auto" autocomplete="off" maxLength={300} />
        </label>
      ))}
      <button type="submit" aria-busy={asking.isBusy.value}>
        {words.makePerson}
      </button>
      <Failure of={asking} />
    </form>
  );
}
