import { useState } from 'preact/hooks';
import type { AccountShown, Choices } from '../../../wire/accounts.ts';
import { post } from '../../api.ts';
import { ActionButton, useActions } from '../../parts/action.tsx';
import { useAnswer } from '../../parts/answer.ts';
import { Foreign } from '../../parts/text.tsx';
import { Moment } from '../../parts/times.tsx';
import { accountWords } from '../../words/accounts.ts';
import { common } from '../../words/common.ts';
import { refusalText } from '../../words/refusals.ts';
import { AccountForm } from './account-form.tsx';
import { Heads } from './heads.tsx';
import { PasswordForm } from './password-form.tsx';
import { scopeText } from './scope-fields.tsx';

/** The dialog that is open. */
type Open =
  | { readonly what: 'new' }
  | { readonly what: 'edit' | 'password'; readonly account: AccountShown };

export function AccountList() {
  const words = accountWords.value;
  const list = useAnswer<{ accounts: readonly AccountShown[] }>('/accounts');
  const choices = useAnswer<Choices>('/accounts/choices');
  const [open, setOpen] = useState<Open>();
  const [said, setSaid] = useState('');
  const add = { key: 'n', label: words.newAccount, act: () => setOpen({ what: 'new' }) };
  useActions([add]);
  const refusal = list.refusal ?? choices.refusal;
  const done = (text: string) => {
    setSaid(text);
    list.again();
  };
  if (refusal) return <p role="alert">{refusalText(refusal)}</p>;
  if (!list.value || !choices.value) return <p aria-busy="true">{common.value.loading}</p>;
  const { accounts } = list.value;
  return (
    <>
      <div class="top-line">
        <output>{said}</output>
        <ActionButton action={add} />
      </div>
      {accounts.length === 0 ? (
        <p>{words.noAccounts}</p>
      ) : (
        <AccountTable
          accounts={accounts}
          choices={choices.value}
          open={setOpen}
          signOut={(name) =>
            post(`/accounts/${encodeURIComponent(name)}/sign-out`).then(
              () => done(words.signedOut(name)),
              (error) => setSaid(refusalText(error)),
            )
          }
        />
      )}
      {open && (
        <Dialog open={open} choices={choices.value} close={() => setOpen(undefined)} done={done} />
      )}
    </>
  );
}

interface DialogProps {
  readonly open: Open;
  readonly choices: Choices;
  readonly close: () => void;
  readonly done: (text: string) => void;
}

function Dialog({ open, choices, close, done }: DialogProps) {
  const saved = (name: string) => done(accountWords.value.saved(name));
  switch (open.what) {
    case 'new':
      return <AccountForm choices={choices} close={close} saved={saved} />;
    case 'edit':
      return <AccountForm account={open.account} choices={choices} close={close} saved={saved} />;
    case 'password':
      return <PasswordForm name={open.account.name} close={close} saved={saved} />;
  }
}

interface TableProps {
  readonly accounts: readonly AccountShown[];
  readonly choices: Choices;
  readonly open: (open: Open) => void;
  readonly signOut: (name: string) => void;
}

function AccountTable({ accounts, choices, open, signOut }: TableProps) {
  const words = accountWords.value;
  const heads = [
    ...[words.name, words.shownName, words.role, words.agent, words.sees],
    ...[words.signedInAt, words.state],
  ];
  return (
    <div class="wide">
      <table>
        <Heads of={heads} acts={words.edit} />
        <tbody>
          {accounts.map((account) => (
            <tr key={account.name} class={account.disabledAt === null ? '' : 'gone'}>
              <th scope="row">
                <Foreign text={account.name} />
              </th>
              <td>
                <Foreign text={account.shownName} />
              </td>
              <td>{words.roleOf(account.role)}</td>
              <td>{account.agent ?? '–'}</td>
              <td>
                <Foreign text={scopeText(account, choices)} />
              </td>
              <td>
                <Moment at={account.signedInAt} none={words.never} />
              </td>
              <td>{account.disabledAt === null ? words.enabled : words.disabled}</td>
              <td>
                <RowButtons account={account} open={open} signOut={signOut} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RowButtons({
  account,
  open,
  signOut,
}: Pick<TableProps, 'open' | 'signOut'> & { readonly account: AccountShown }) {
  const words = accountWords.value;
  const { name } = account;
  const button = (text: string, act: () => void) => (
    <button type="button" class="secondary outline" aria-label={`${text}: ${name}`} onClick={act}>
      {text}
    </button>
  );
  return (
    <span class="buttons">
      {button(words.edit, () => open({ what: 'edit', account }))}
      {button(words.newPassword, () => open({ what: 'password', account }))}
      {button(words.signOutAll, () => signOut(name))}
    </span>
  );
}
