/** What is known of a person, each where it is changed. */

import type { ComponentChildren } from 'preact';
import type { FieldShown, Sheet } from '../../../wire/knowledge.ts';
import { Refusal } from '../../api.ts';
import { apart } from '../../foreign.ts';
import { language, nameOf } from '../../language.ts';
import { now } from '../../live.ts';
import { InPlace } from '../../parts/in-place.tsx';
import { Foreign } from '../../parts/text.tsx';
import { sheetWords } from '../../words/sheet.ts';
import type { SheetLoaded } from './person.ts';

interface FactsProps {
  readonly sheet: Sheet;
  readonly change: SheetLoaded['change'];
}

export function Facts({ sheet, change }: FactsProps) {
  const { person, fields, others } = sheet;
  const words = sheetWords.value;
  const known = Object.entries(others);
  const texts = ['name', 'kana', 'company', 'email'] as const;
  return (
    <>
      <dl class="facts-list">
        {texts.map((name) => (
          <Fact key={name} label={words[name]}>
            <InPlace
              label={words[name]}
              value={person[name]}
              save={(value) => change({ [name]: value })}
            />
          </Fact>
        ))}
        {person.customerKey !== null && (
          <Fact label={words.customerKey}>
            <Foreign text={person.customerKey} />
          </Fact>
        )}
        <Zone zone={person.zone} />
        {fields.map((field) => (
          <Fact key={field.id} label={nameOf(field.name, field.id)}>
            <Field field={field} change={change} />
          </Fact>
        ))}
      </dl>
      <Numbers sheet={sheet} />
      {known.length > 0 && (
        <details>
          <summary>{words.others}</summary>
          <dl class="facts-list">
            {known.map(([name, value]) => (
              <Fact key={name} label={<Foreign text={name} />}>
                <Foreign text={String(value)} />
              </Fact>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function Fact({
  label,
  children,
}: {
  readonly label: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Zone({ zone }: { readonly zone: string }) {
  const words = sheetWords.value;
  if (zone === '') return null;
  const own = new Intl.DateTimeFormat(language.value, { timeStyle: 'short', timeZone: zone });
  return (
    <Fact label={words.zone}>
      <Foreign text={zone} /> <span class="quiet">{words.theirTime(own.format(now.value))}</span>
    </Fact>
  );
}

function Field({
  field,
  change,
}: {
  readonly field: FieldShown;
  readonly change: FactsProps['change'];
}) {
  const words = sheetWords.value;
  const { id, name, kind, choices, editable, value } = field;
  const typed = value === null ? '' : String(value);
  const yesNo = [
    ['true', words.yes],
    ['false', words.no],
  ] as const;
  return (
    <InPlace
      label={nameOf(name, id)}
      value={typed}
      shown={typeof value === 'boolean' ? (value ? words.yes : words.no) : typed}
      kind={kind === 'number' || kind === 'date' ? kind : 'text'}
      {...(kind === 'yes-no' ? { choices: yesNo } : {})}
      {...(kind === 'choice' ? { choices: choices.map((each) => [each, each] as const) } : {})}
      not={editable ? undefined : words.notByHand}
      save={async (text) => change({ fields: { [id]: readTyped(kind, text) } })}
    />
  );
}

/** What was typed, as the field has it. Throws where it is no number. */
function readTyped(kind: FieldShown['kind'], text: string): string | number | boolean | null {
  if (text === '') return null;
  if (kind === 'yes-no') return text === 'true';
  if (kind !== 'number') return text;
  // Full-width digits, as a Japanese keyboard gives them.
  const plain = text.normalize('NFKC').replaceAll(',', '').trim();
  if (plain === '' || !Number.isFinite(Number(plain))) {
    throw new Refusal(400, 'not-a-number', 'This is no number.');
  }
  return Number(plain);
}

function Numbers({ sheet: { person } }: { readonly sheet: Sheet }) {
  const words = sheetWords.value;
  return (
    <>
      {person.numbers.length > 0 && (
        <>
          <h3>{words.numbers}</h3>
          <ul class="plain-list">
            {person.numbers.map(({ number, written, kind, state }) => (
              <li key={number}>
                <Foreign text={number} class={state === 'dead' ? 'dead' : ''} />{' '}
                <span class="quiet">
                  {kind in words ? words[kind as 'mobile'] : kind}
                  {written !== '' && written !== number && (
                    <>
                      {', '}
                      <Foreign text={written} />
                    </>
                  )}
                </span>
                {state === 'dead' && <span class="tag bad">✕ {words.dead}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {person.addresses.length > 0 && (
        <>
          <h3>{words.addresses}</h3>
          <ul class="plain-list">
            {person.addresses.map((address) => (
              <li key={address.kind}>
                <Foreign text={addressText(address)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** In the order in which an address is written in Japan. */
const addressText = (address: Readonly<Record<string, string>>): string =>
  ['postalCode', 'region', 'city', 'street', 'country']
    .map((part) => address[part])
    .flatMap((part) => (part ? [apart(part)] : []))
    .join(' ');
