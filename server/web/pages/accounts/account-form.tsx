import { useState } from 'preact/hooks';
import type { AccountShown, Choices } from '../../../wire/accounts.ts';
import { passwordLengthLeast } from '../../../wire/sign-in.ts';
import { patch, post } from '../../api.ts';
import { language, nameOf } from '../../language.ts';
import { fieldOf } from '../../parts/form.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { PasswordField } from '../../parts/password.tsx';
import { accountWords } from '../../words/accounts.ts';
import { common } from '../../words/common.ts';
import { passwordRefusal } from '../../words/refusals.ts';
import { signInWords } from '../../words/sign-in.ts';
import { noScope, ScopeFields, scopeIn } from './scope-fields.tsx';

interface FormProps {
  /** The one to change; absent: a new one. */
  readonly account?: AccountShown;
  readonly choices: Choices;
  readonly close: () => void;
  readonly saved: (name: string) => void;
}

const roles = ['agent', 'supervisor', 'admin', 'viewer'] as const;

/** Makes an account, or changes one. */
export function AccountForm({ account, choices, close, saved }: FormProps) {
  const words = accountWords.value;
  const send = async (form: HTMLFormElement) => {
    const text = (name: string) => fieldOf(form, name).value;
    const wish = {
      shownName: text('shownName').trim() || (account?.name ?? text('name').trim()),
      role: text('role'),
      agent: text('agent') || null,
      language: text('language'),
      ...scopeIn(form),
    };
    const name = account?.name ?? text('name').trim();
    if (account) {
      const isDisabled = fieldOf(form, 'isDisabled').checked;
      await patch(`/accounts/${encodeURIComponent(account.name)}`, { ...wish, isDisabled });
    } else {
      await post('/accounts', { ...wish, name, password: text('password') });
    }
    saved(name);
  };
  return (
    <FormDialog
      title={account ? words.editOf(account.name) : words.newAccount}
      does={common.value.save}
      close={close}
      send={send}
      refusedAs={passwordRefusal}
    >
      {!account && <NewFields />}
      <label>
        {words.shownName}
        <input name="shownName" maxLength={100} defaultValue={account?.shownName ?? ''} />
      </label>
      <RoleFields account={account} choices={choices} />
      <ScopeFields choices={choices} first={account ?? noScope} />
      <label>
        {words.language}
        <select name="language" defaultValue={account?.language ?? language.value}>
          <option value="en" lang="en">
            English
          </option>
          <option value="ja" lang="ja">
            日本語
          </option>
        </select>
      </label>
      {account && (
        <label class="check">
          <input type="checkbox" name="isDisabled" defaultChecked={account.disabledAt !== null} />
          {words.disable}
        </label>
      )}
    </FormDialog>
  );
}

const NewFields = () => (
  <>
    <label>
      {accountWords.value.name}
      <input
        name="name"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxLength={64}
        aria-describedby="name-hint"
      />
    </label>
    <small id="name-hint" class="hint">
      {accountWords.value.nameHint}
    </small>
    <PasswordField
      label={accountWords.value.password}
      name="password"
      isNew
      hint={signInWords.value.choosePassword(passwordLengthLeast)}
    />
  </>
);

function RoleFields({ account, choices }: Pick<FormProps, 'account' | 'choices'>) {
  const words = accountWords.value;
  const [role, setRole] = useState<string>(account?.role ?? 'agent');
  return (
    <>
      <label>
        {words.role}
        <select
          name="role"
          value={role}
          aria-describedby="role-hint"
          onChange={(event) => setRole(event.currentTarget.value)}
        >
          {roles.map((each) => (
            <option key={each} value={each}>
              {words.roleOf(each)}
            </option>
          ))}
        </select>
      </label>
      <p>
        <small id="role-hint" class="hint">
          {words.roleHint(role)}
        </small>
      </p>
      <label>
        {words.agent}
        <select name="agent" defaultValue={account?.agent ?? ''}>
          <option value="">{words.noAgent}</option>
          {choices.agents.map(({ id, name }) => (
            <option key={id} value={id}>
              {nameOf(name, id)} ({id})
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
