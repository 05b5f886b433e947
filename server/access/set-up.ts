/**
 * The first account of an installation. Whoever starts the server reads a word on its terminal, and
 * with it makes an admin of everything; the word is good until there is an account.
 */

import { timingSafeEqual } from 'node:crypto';
import type { AccountRow } from '../../adapters/store/accounts.ts';
import type { AgentSite, Site } from '../../config/site.ts';
import { RequestError } from '../errors.ts';
import type { AccountBook, AccountWish } from './account-book.ts';
import { newToken } from './tokens.ts';

export interface FirstWish extends Pick<AccountWish, 'name' | 'shownName' | 'language'> {
  readonly password: string;
  /** Accounts for a supervisor and all agents of a demo, too, with the same password. */
  readonly demo: boolean;
}

/** Of the supervisor of a demo. */
export const demoSupervisor = 'supervisor';

/** Whether nobody is called in earnest: all switches are simulated. */
export const isDemo = (site: Site): boolean =>
  site.switches.length > 0 && site.switches.every(({ kind }) => kind === 'simulated');

/** Made anew at each start; kept nowhere else. */
export class SetUpWord {
  readonly word = newToken();

  /** Throws `wrong-set-up-word`. */
  check(given: string): void {
    const right = Buffer.from(this.word);
    const said = Buffer.from(given);
    if (said.length === right.length && timingSafeEqual(said, right)) return;
    const sentence = 'This link was made by an earlier start; the server prints a new one.';
    throw new RequestError('wrong-set-up-word', sentence);
  }
}

/**
 * Makes the first account and, where it is wished, those of the demo. Rejects with `set-up-done`,
 * `account-invalid`, `password-weak`, and with `only-demo` where a switch is real: nobody shares a
 * password there.
 */
export async function makeFirst(book: AccountBook, site: Site, wish: FirstWish): Promise<void> {
  const { demo, password, ...first } = wish;
  if (demo && !isDemo(site)) {
    throw new RequestError('only-demo', 'Accounts of a demo are made on simulated switches only.');
  }
  await book.addFirst(first, password, demo ? demoAccounts(site, wish) : []);
}

function demoAccounts(site: Site, { language }: FirstWish): AccountWish[] {
  const all = { tenant: null, teams: null, queues: null } as const;
  const supervisor: AccountWish = {
    ...all,
    name: demoSupervisor,
    shownName: demoSupervisor,
    role: 'supervisor',
    agent: null,
    language,
  };
  const agents = site.agents.map((agent) => ({
    ...all,
    name: agent.id,
    shownName: nameOf(agent, language),
    role: 'agent' as const,
    agent: agent.id,
    language,
  }));
  return [supervisor, ...agents];
}

const nameOf = ({ name, id }: AgentSite, language: AccountRow['language']): string => {
  const { en = '', ja = '' } = name;
  return (language === 'ja' ? ja || en : en || ja) || id;
};
