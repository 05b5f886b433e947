/** What an account, or a key, may be made of: checked against the configuration in force. */

import type { AccountRow } from '../../adapters/store/accounts.ts';
import type { Site } from '../../config/site.ts';
import { RequestError } from '../errors.ts';
import { calledIn, type Holder, includesScope, type Scope } from './holder.ts';

/** What is wrong with one field. */
export interface FormFault {
  readonly field: string;
  readonly message: string;
  /** The same in Japanese. */
  readonly ja: string;
}

/** Of an account, a key or a wall. */
export const nameFault: FormFault = {
  field: 'name',
  message: 'a name is letters, digits and . _ - + @, beginning with a letter or digit, 64 at most',
  ja: '名前は英数字と . _ - + @ で、英数字で始めて64文字以内にしてください',
};

export interface ScopeForm {
  readonly tenant: string | null;
  readonly teams: readonly string[] | null;
  readonly queues: readonly string[] | null;
}

export type AccountForm = ScopeForm & Pick<AccountRow, 'role' | 'agent'>;

/** An agent's account is of the tenant of the agent, if it does not say another. */
export function filledIn<F extends AccountForm>(form: F, site: Site): F {
  const agent = site.agents.find(({ id }) => id === form.agent);
  return { ...form, tenant: form.tenant ?? agent?.tenant ?? null };
}

/** Everything that is wrong with an account that is to be as the form says. */
export function accountFaults(form: AccountForm, site: Site): readonly FormFault[] {
  const faults = [...scopeFaults(form, site)];
  const agent = site.agents.find(({ id }) => id === form.agent);
  if (form.agent !== null && agent === undefined) {
    faults.push({
      field: 'agent',
      message: `there is no agent "${form.agent}"`,
      ja: `オペレーター「${form.agent}」は登録されていません`,
    });
  }
  if (form.agent === null && form.role === 'agent') {
    faults.push({
      field: 'agent',
      message: 'the account of an agent says which agent it is',
      ja: 'どのオペレーターのアカウントかを選んでください',
    });
  }
  if (agent !== undefined && agent.tenant !== form.tenant && form.tenant !== null) {
    const message = `agent "${agent.id}" is of tenant "${agent.tenant}"`;
    const ja = `オペレーター「${agent.id}」はクライアント「${agent.tenant}」に属しています`;
    faults.push({ field: 'agent', message, ja });
  }
  return faults;
}

/** Everything that is wrong with the end of a sight. */
export function scopeFaults(form: ScopeForm, site: Site): readonly FormFault[] {
  const { tenant } = form;
  if (tenant !== null && !site.tenants.some(({ id }) => id === tenant)) {
    const ja = `クライアント「${tenant}」は登録されていません`;
    return [{ field: 'tenant', message: `there is no tenant "${tenant}"`, ja }];
  }
  return [
    ...idFaults('teams', form.teams, site.teams, tenant),
    ...idFaults('queues', form.queues, site.queues, tenant),
  ];
}

function idFaults(
  field: 'teams' | 'queues',
  ids: readonly string[] | null,
  known: readonly { readonly id: string; readonly tenant: string }[],
  tenant: string | null,
): FormFault[] {
  return (ids ?? []).flatMap((id) => {
    const found = known.find((each) => each.id === id);
    if (found !== undefined && (tenant === null || found.tenant === tenant)) return [];
    const what = field === 'teams' ? 'team' : 'queue';
    const where = tenant === null ? '' : ` of tenant "${tenant}"`;
    const kind = field === 'teams' ? 'チーム' : 'キュー';
    const ja = `${kind}「${id}」は${tenant === null ? '' : `クライアント「${tenant}」に`}ありません`;
    return [{ field, message: `there is no ${what} "${id}"${where}`, ja }];
  });
}

/** Throws `account-invalid` with everything that is wrong. */
export function needFaultless(faults: readonly FormFault[]): void {
  if (faults.length === 0) return;
  const list = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new RequestError('account-invalid', `That cannot be: ${list}.`, { faults });
}

/** Throws `other-tenant` when a scope reaches beyond the holder's own. */
export function needWithin(holder: Holder, form: ScopeForm): void {
  if (includesScope(holder, scopeOfForm(form))) return;
  const sentence = `${calledIn(holder)} cannot give or take what is beyond its own sight.`;
  throw new RequestError('other-tenant', sentence, { tenant: form.tenant });
}

/** Null in a row is no end. */
export const scopeOfForm = ({ tenant, teams, queues }: ScopeForm): Scope => ({
  ...(tenant === null ? {} : { tenant }),
  ...(teams === null ? {} : { teams }),
  ...(queues === null ? {} : { queues }),
});
