/** That somebody is not to be called: what they have agreed to and refused, and one key to stop. */

import { useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Sheet } from '../../../wire/knowledge.ts';
import { post } from '../../api.ts';
import { apart } from '../../foreign.ts';
import { useKeys } from '../../keys.ts';
import { ActionButton, useActions } from '../../parts/action.tsx';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { useFocusBack } from '../../parts/focus-back.ts';
import { Foreign } from '../../parts/text.tsx';
import { When } from '../../parts/when.tsx';
import { common } from '../../words/common.ts';
import { sheetWords } from '../../words/sheet.ts';

interface StopProps {
  readonly sheet: Sheet;
  readonly reload: () => Promise<void>;
}

/** Asks once more before it is entered: Enter confirms, Esc leaves it. */
export function DoNotCall({ sheet, reload }: StopProps) {
  const words = sheetWords.value;
  const { person, doNotCall } = sheet;
  const asks = useSignal(false);
  const asking = useAsking();
  const action = {
    key: 'Alt+d',
    label: `⊘ ${words.doNotCall}`,
    class: 'outline grave',
    not: doNotCall ? words.doNotCallNow : undefined,
    act: () => {
      asks.value = true;
    },
  };
  useActions([action]);
  const close = () => {
    asks.value = false;
  };
  const confirm = async () => {
    const done = await asking.ask(() => post(`/people/${person.id}/do-not-call`, {}));
    if (!done) return;
    close();
    await reload();
  };
  return (
    <div class="do-not-call">
      {doNotCall && (
        <p class="must-not" role="status">
          ⊘ {words.mustNotCall}
        </p>
      )}
      {asks.value ? (
        <Question name={person.name} confirm={confirm} close={close} />
      ) : (
        !doNotCall && <ActionButton action={action} />
      )}
      <Failure of={asking} />
    </div>
  );
}

interface QuestionProps {
  readonly name: string;
  readonly confirm: () => Promise<void>;
  readonly close: () => void;
}

function Question({ name, confirm, close }: QuestionProps) {
  const words = sheetWords.value;
  const first = useRef<HTMLButtonElement>(null);
  const keys = useMemo(
    () => [{ key: 'Escape', does: common.value.cancel, act: close, isOver: true }],
    [words],
  );
  useFocusBack();
  useKeys(keys);
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div role="alertdialog" aria-label={words.doNotCall} class="sure">
      <p>
        <Foreign text={words.askDoNotCall(apart(name))} />
      </p>
      <button type="button" ref={first} class="grave" onClick={() => void confirm()}>
        {words.confirmDoNotCall}
      </button>{' '}
      <button type="button" class="secondary" onClick={close}>
        {common.value.cancel} <kbd>Esc</kbd>
      </button>
    </div>
  );
}

const textOf = (row: Readonly<Record<string, unknown>>, name: string): string =>
  apart(String(row[name] ?? ''));
const timeOf = (row: Readonly<Record<string, unknown>>, name: string): number | null =>
  typeof row[name] === 'number' ? row[name] : null;

/** What they agreed to and refused, with since when and how it is known. */
export function Consents({ sheet: { consents, refusals } }: { readonly sheet: Sheet }) {
  const words = sheetWords.value;
  if (consents.length + refusals.length === 0) return <p class="quiet">{words.noConsents}</p>;
  return (
    <ul class="plain-list">
      {refusals.map((row) => (
        <li key={`refusal ${textOf(row, 'id')}`}>
          ⊘{' '}
          <Foreign
            text={words.refusalOf(`${textOf(row, 'scope')} ${textOf(row, 'scopeOf')}`.trim())}
          />{' '}
          <Since row={row} at="refusedAt" />
          <Ended row={row} at="liftedAt" word={words.lifted} />
          <Ended row={row} at="expiresAt" word={words.expires} />{' '}
          <Foreign text={textOf(row, 'basis') || textOf(row, 'source')} class="quiet" />
        </li>
      ))}
      {consents.map((row) => (
        <li key={`consent ${textOf(row, 'id')}`}>
          ✓ <Foreign text={words.consentTo(textOf(row, 'channel'), textOf(row, 'purpose'))} />{' '}
          <Since row={row} at="grantedAt" />
          <Ended row={row} at="withdrawnAt" word={words.withdrawn} />
          <Ended row={row} at="expiresAt" word={words.expires} />
        </li>
      ))}
    </ul>
  );
}

interface RowProps {
  readonly row: Readonly<Record<string, unknown>>;
  readonly at: string;
}

function Since({ row, at }: RowProps) {
  const found = timeOf(row, at);
  return found === null ? null : <When at={found} day />;
}

function Ended({ row, at, word }: RowProps & { readonly word: string }) {
  const found = timeOf(row, at);
  if (found === null) return null;
  return (
    <span class="tag">
      {word} <When at={found} day />
    </span>
  );
}
