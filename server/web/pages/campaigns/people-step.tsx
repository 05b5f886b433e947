/** The table of people: brought, looked at, its columns put right. */

import type { CampaignChoices } from '../../../wire/campaign-wizard.ts';
import type { ImportLook } from '../../../wire/people-import.ts';
import { language, nameOf } from '../../language.ts';
import { Foreign } from '../../parts/text.tsx';
import { wizardWords } from '../../words/wizard.ts';
import { Choice } from './choice.tsx';
import { bring, isBusy, look, lookAgain, map, setWish, wish } from './wizard.ts';

export function PeopleStep({ choices }: { readonly choices: CampaignChoices }) {
  const words = wizardWords.value;
  const seen = look.value;
  return (
    <section aria-labelledby="wizard-people">
      <h2 id="wizard-people">{words.people}</h2>
      <Choice
        label={words.country}
        value={wish.value.country}
        options={choices.countries.map((country) => [country, country])}
        pick={(country) => {
          setWish({ country });
          if (seen) void lookAgain();
        }}
      />
      <label>
        {words.file}
        <input
          type="file"
          accept=".csv,.tsv,.txt,.xlsx,.xlsm"
          disabled={isBusy.value}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) void bring(file);
          }}
        />
        <small>{words.fileHint}</small>
      </label>
      {seen && <Seen seen={seen} />}
    </section>
  );
}

function Seen({ seen }: { readonly seen: ImportLook }) {
  const words = wizardWords.value;
  return (
    <>
      <p role="status">
        <Foreign text={seen.file} /> ({formatText(seen.format)}).{' '}
        {words.wouldImport(seen.tried - seen.refused, seen.tried)}
      </p>
      {seen.obstacle !== null && <p class="wizard-lacks">{words.missingNumber}</p>}
      <div class="wizard-table">
        <Columns columns={seen.columns} />
      </div>
      <div class="wizard-table">
        <People people={seen.people} />
      </div>
      {seen.faults.length > 0 && (
        <details open>
          <summary>{words.faults}</summary>
          <ul>
            {seen.faults.map(({ line, reasons }) => (
              <li key={line}>
                {words.line} {line}:{' '}
                <Foreign text={reasons.map((each) => nameOf(each)).join('; ')} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** `CSV, UTF-8, comma`, `Excel, sheet 顧客` in the language shown. */
const formatText = (format: string): string =>
  language.value === 'en'
    ? format
    : format
        .replace(/, comma$/, '、カンマ区切り')
        .replace(/, semicolon$/, '、セミコロン区切り')
        .replace(/, tab$/, '、タブ区切り')
        .replace(
          /^(CSV|Excel), (sheet )?/,
          (_, kind, sheet) => `${kind}、${sheet ? 'シート ' : ''}`,
        );

function Columns({ columns }: Pick<ImportLook, 'columns'>) {
  const words = wizardWords.value;
  const names: Readonly<Record<string, string>> = {
    ...{ number: words.fieldNumber, name: words.name, key: words.fieldKey },
    ...{ kana: words.fieldKana, company: words.fieldCompany, email: words.fieldEmail },
    ...{ address: words.fieldAddress, skip: words.skip },
  };
  const pick = (heading: string, field: string) => {
    map.value = { ...map.value, [heading]: field };
    void lookAgain();
  };
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.column}</th>
          <th scope="col">{words.means}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ heading, field }) => (
          <tr key={heading}>
            <th scope="row">
              <Foreign text={heading} />
            </th>
            <td>
              <select
                aria-label={`${words.means}: ${heading.slice(0, 60)}`}
                value={field}
                onChange={(event) => pick(heading, event.currentTarget.value)}
              >
                {Object.entries(names).map(([id, text]) => (
                  <option key={id} value={id}>
                    {text}
                  </option>
                ))}
                {names[field] === undefined && (
                  <option value={field}>
                    {field.startsWith('attribute:') ? words.attribute : words.other(field)}
                  </option>
                )}
              </select>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function People({ people }: Pick<ImportLook, 'people'>) {
  const words = wizardWords.value;
  return (
    <table>
      <caption>{words.first}</caption>
      <thead>
        <tr>
          <th scope="col">{words.line}</th>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.numbers}</th>
          <th scope="col">{words.more}</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ line, name, numbers, more }) => (
          <tr key={line}>
            <td>{line}</td>
            <td>
              <Foreign text={name} />
            </td>
            <td>{numbers.join(', ')}</td>
            <td>
              <Foreign text={more} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
