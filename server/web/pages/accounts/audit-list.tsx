import { useEffect, useState } from 'preact/hooks';
import type { AuditAnswer, AuditEntry } from '../../../wire/accounts.ts';
import { get } from '../../api.ts';
import { fieldOf } from '../../parts/form.ts';
import { Foreign } from '../../parts/text.tsx';
import { Moment } from '../../parts/times.tsx';
import { accountWords } from '../../words/accounts.ts';
import { common } from '../../words/common.ts';
import { refusalText } from '../../words/refusals.ts';

const kinds = ['account', 'key', 'wall', 'command', 'nobody'] as const;

/** Entries found so far. */
interface Found {
  readonly entries: readonly AuditEntry[];
  readonly older: number | null;
}

export function AuditList() {
  const words = accountWords.value;
  const [question, setQuestion] = useState('');
  const [found, setFound] = useState<Found>();
  const [fault, setFault] = useState<string>();
  const ask = (rest: string, before: readonly AuditEntry[]) =>
    get<AuditAnswer>(`/audit?${rest}`).then(
      ({ entries, older }) => {
        setFault(undefined);
        setFound({ entries: [...before, ...entries], older });
      },
      (error: unknown) => setFault(refusalText(error)),
    );
  useEffect(() => {
    void ask(question, []);
  }, [question]);
  return (
    <>
      <SearchForm ask={setQuestion} />
      {fault && <p role="alert">{fault}</p>}
      {!found && !fault && <p aria-busy="true">{common.value.loading}</p>}
      {found && (found.entries.length === 0 ? <p>{words.noEntries}</p> : <Entries {...found} />)}
      {found?.older && (
        <button
          type="button"
          class="secondary"
          onClick={() => void ask(`${question}&before=${found.older}`, found.entries)}
        >
          {words.older}
        </button>
      )}
    </>
  );
}

function SearchForm({ ask }: { readonly ask: (question: string) => void }) {
  const words = accountWords.value;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const query = new URLSearchParams();
    for (const name of ['holder', 'act', 'kind']) {
      const value = fieldOf(form, name).value.trim();
      if (value !== '') query.set(name, value);
    }
    // Days as this machine counts them; the last one is meant whole.
    const [from, until] = ['from', 'until'].map((name) => dayOf(fieldOf(form, name).value));
    if (from) query.set('from', String(from.getTime()));
    if (until) query.set('until', String(until.setDate(until.getDate() + 1)));
    ask(String(query));
  };
  return (
    <form class="search" onSubmit={submit}>
      <label>
        {words.who}
        <input name="holder" autocomplete="off" spellcheck={false} maxLength={100} />
      </label>
      <label>
        {words.act}
        <input
          name="act"
          autocomplete="off"
          spellcheck={false}
          maxLength={100}
          title={words.actHint}
          placeholder="signed-in"
        />
      </label>
      <label>
        {words.kind}
        <select name="kind">
          <option value="">{words.anybody}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {words.kindOf(kind)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.since}
        <input type="date" name="from" />
      </label>
      <label>
        {words.until}
        <input type="date" name="until" />
      </label>
      <button type="submit">{words.search}</button>
    </form>
  );
}

const dayOf = (text: string): Date | undefined =>
  text === '' ? undefined : new Date(`${text}T00:00:00`);

function Entries({ entries }: Found) {
  const words = accountWords.value;
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            {[words.when, words.who, words.act, words.about, words.address].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, kind, holder, act, about, address }) => (
            <tr key={id}>
              <td>
                <Moment at={at} />
              </td>
              <td>
                <Foreign text={holder} /> ({words.kindOf(kind)})
              </td>
              <td>
                <Foreign text={words.actOf(act)} />
              </td>
              <td>
                <About about={about} />
              </td>
              <td>
                <Foreign text={address} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const About = ({ about }: Pick<AuditEntry, 'about'>) => (
  <dl class="about">
    {Object.entries(about).flatMap(([name, value]) => [
      <dt key={`${name} name`}>
        <Foreign text={name} />
      </dt>,
      <dd key={name}>
        <Foreign text={typeof value === 'string' ? value : JSON.stringify(value)} />
      </dd>,
    ])}
  </dl>
);
