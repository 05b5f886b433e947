/** People at browsers of the tests, signed in to accounts made for them. */

import type { Chromium, View, ViewOptions } from './browser.ts';

export const password = 'correct horse battery';

export interface AccountWish {
  readonly name: string;
  readonly role: 'agent' | 'supervisor' | 'admin' | 'viewer';
  /** Which configured agent it is. */
  readonly agent?: string;
}

/** A server whose pages are opened. `post` asks as an admin. */
export interface Pages {
  readonly url: string;
  post(path: string, body?: unknown): Promise<unknown>;
}

/** Makes the account unless it is there, and signs a fresh browser in to it. */
export async function openSignedIn(
  chromium: Chromium,
  pages: Pages,
  { name, role, agent }: AccountWish,
  options: ViewOptions = {},
): Promise<View> {
  const wish = { name, password, role, ...(agent === undefined ? {} : { agent }) };
  await pages.post('accounts', wish).catch((error: unknown) => {
    if (!String(error).includes('409')) throw error;
  });
  const view = await chromium.open(options);
  const answer = await view.context.request.post(`${pages.url}/api/v1/sign-in`, {
    data: { name, password },
  });
  if (!answer.ok())
    throw new Error(`sign-in of ${name}: ${answer.status()} ${await answer.text()}`);
  return view;
}
