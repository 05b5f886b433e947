import { useState } from 'preact/hooks';
import type { Choices, KeyShown, NewKeyShown } from '../../../wire/accounts.ts';
import { remove } from '../../api.ts';
import { ActionButton, useActions } from '../../parts/action.tsx';
import { useAnswer } from '../../parts/answer.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Foreign } from '../../parts/text.tsx';
import { Moment } from '../../parts/times.tsx';
import { accountWords } from '../../words/accounts.ts';
import { common } from '../../words/common.ts';
import { refusalText } from '../../words/refusals.ts';
import { Heads } from './heads.tsx';
import { KeyForm } from './key-form.tsx';
import { type Kind, pathOf } from './kinds.ts';
import { NewKeyBox } from './new-key-box.tsx';
import { scopeText } from './scope-fields.tsx';

type Open = { readonly what: 'new' } | { readonly what: 'revoke'; readonly name: string };

export function KeyList({ kind }: { readonly kind: Kind }) {
  const words = accountWords.value;
  const list = useAnswer<Readonly<Record<string, readonly KeyShown[]>>>(pathOf(kind));
  const choices = useAnswer<Choices>('/accounts/choices');
  const [open, setOpen] = useState<Open>();
  const [made, setMade] = useState<NewKeyShown>();
  const label = kind === 'key' ? words.newKey : words.newWall;
  const add = { key: 'n', label, act: () => setOpen({ what: 'new' }) };
  useActions([add]);
  const close = () => setOpen(undefined);
  const refusal = list.refusal ?? choices.refusal;
  if (refusal) return <p role="alert">{refusalText(refusal)}</p>;
  if (!list.value || !choices.value) return <p aria-busy="true">{common.value.loading}</p>;
  const [keys = []] = Object.values(list.value);
  const saved = (key: NewKeyShown) => {
    setMade(key);
    list.again();
  };
  return (
    <>
      <div class="top-line">
        <p>{kind === 'key' ? words.keysHow : words.wallsHow}</p>
        <ActionButton action={add} />
      </div>
      {made && <NewKeyBox made={made} kind={kind} close={() => setMade(undefined)} />}
      {keys.length === 0 ? (
        <p>{words.noKeys}</p>
      ) : (
        <KeyTable
          keys={keys}
          choices={choices.value}
          revoke={(name) => setOpen({ what: 'revoke', name })}
        />
      )}
      {open?.what === 'new' && (
        <KeyForm kind={kind} choices={choices.value} close={close} saved={saved} />
      )}
      {open?.what === 'revoke' && (
        <FormDialog
          title={words.revokeOf(open.name)}
          does={words.revoke}
          close={close}
          send={async () => {
            await remove(`${pathOf(kind)}/${encodeURIComponent(open.name)}`);
            list.again();
          }}
        >
          <p>{words.revokeSure(open.name)}</p>
        </FormDialog>
      )}
    </>
  );
}

interface TableProps {
  readonly keys: readonly KeyShown[];
  readonly choices: Choices;
  readonly revoke: (name: string) => void;
}

function KeyTable({ keys, choices, revoke }: TableProps) {
  const words = accountWords.value;
  const heads = [words.keyName, words.role, words.sees, words.createdBy, words.usedAt, words.state];
  return (
    <div class="wide">
      <table>
        <Heads of={heads} acts={words.revoke} />
        <tbody>
          {keys.map((key) => (
            <tr key={`${key.from} ${key.name}`} class={key.revokedAt === null ? '' : 'gone'}>
              <th scope="row">
                <Foreign text={key.name} />
              </th>
              <td>{words.roleOf(key.role)}</td>
              <td>
                <Foreign text={scopeText(key, choices)} />
              </td>
              <td>
                {key.from === 'configuration' ? (
                  words.configuration
                ) : (
                  <Foreign text={key.createdBy ?? '–'} />
                )}
              </td>
              <td>
                <Moment at={key.usedAt} />
              </td>
              <td>
                {key.revokedAt === null ? words.enabled : words.revoked}{' '}
                {key.revokedAt !== null && <Moment at={key.revokedAt} />}
              </td>
              <td>
                {key.from === 'store' && key.revokedAt === null && (
                  <span class="buttons">
                    <button
                      type="button"
                      class="secondary outline"
                      aria-label={words.revokeOf(key.name)}
                      onClick={() => revoke(key.name)}
                    >
                      {words.revoke}
                    </button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
