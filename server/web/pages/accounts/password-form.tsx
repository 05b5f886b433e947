import { passwordLengthLeast } from '../../../wire/sign-in.ts';
import { post } from '../../api.ts';
import { fieldOf } from '../../parts/form.ts';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { PasswordField } from '../../parts/password.tsx';
import { accountWords } from '../../words/accounts.ts';
import { common } from '../../words/common.ts';
import { passwordRefusal } from '../../words/refusals.ts';
import { signInWords } from '../../words/sign-in.ts';

interface FormProps {
  /** Of the account. */
  readonly name: string;
  readonly close: () => void;
  readonly saved: (name: string) => void;
}

/** A new password for somebody else. */
export function PasswordForm({ name, close, saved }: FormProps) {
  const words = accountWords.value;
  const send = async (form: HTMLFormElement) => {
    const password = fieldOf(form, 'password').value;
    await post(`/accounts/${encodeURIComponent(name)}/password`, { password });
    saved(name);
  };
  return (
    <FormDialog
      title={words.passwordOf(name)}
      does={common.value.save}
      close={close}
      send={send}
      refusedAs={passwordRefusal}
    >
      <p>{words.newPasswordHow}</p>
      <PasswordField
        label={words.newPassword}
        name="password"
        isNew
        hint={signInWords.value.choosePassword(passwordLengthLeast)}
      />
    </FormDialog>
  );
}
