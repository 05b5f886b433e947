import type { Choices, NewKeyShown } from '../../../wire/accounts.ts';
import { post } from '../../api.ts';
import { fieldOf } from '../../parts/form.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { accountWords } from '../../words/accounts.ts';
import { common } from '../../words/common.ts';
import { type Kind, pathOf } from './kinds.ts';
import { noScope, ScopeFields, scopeIn } from './scope-fields.tsx';

interface FormProps {
  readonly kind: Kind;
  readonly choices: Choices;
  readonly close: () => void;
  readonly saved: (key: NewKeyShown) => void;
}

const roles = ['read', 'operate', 'admin'] as const;

/** Makes an API key, or the token of a wall. */
export function KeyForm({ kind, choices, close, saved }: FormProps) {
  const words = accountWords.value;
  const send = async (form: HTMLFormElement) => {
    const role = kind === 'key' ? { role: fieldOf(form, 'role').value } : {};
    const wish = { name: fieldOf(form, 'name').value.trim(), ...role, ...scopeIn(form) };
    saved(await post<NewKeyShown>(pathOf(kind), wish));
  };
  return (
    <FormDialog
      title={kind === 'key' ? words.newKey : words.newWall}
      does={common.value.save}
      close={close}
      send={send}
    >
      <label>
        {words.keyName}
        <input name="name" autocomplete="off" spellcheck={false} maxLength={64} />
      </label>
      {kind === 'key' && (
        <label>
          {words.role}
          <select name="role" defaultValue="read">
            {roles.map((role) => (
              <option key={role} value={role}>
                {words.roleOf(role)}: {words.roleHint(role)}
              </option>
            ))}
          </select>
        </label>
      )}
      <ScopeFields choices={choices} first={noScope} />
    </FormDialog>
  );
}
