/** A centre with calls that wait, agents at work, and a supervisor at the board. */

import type { Page } from 'playwright-core';
import { addAccount } from '../access/browser.ts';
import { type Centre, type CentreOptions, startCentre } from '../server/centre.ts';
import type { Chromium, View, ViewOptions } from './browser.ts';
import { openSignedIn } from './signed-in.ts';

/** Somebody hostile on the line. */
export const hostileName = '<img src=x onerror=alert(1)>\u202e髙橋\u0007';

/** Ann is free to nobody, Bob talks, and callers wait in both queues. */
export async function busyCentre(options: CentreOptions = {}): Promise<Centre> {
  const centre = await startCentre(options);
  await addAccount(centre, 'suzuki', 'supervisor');
  await addAccount(centre, 'ito', 'admin');
  for (const agent of ['ann', 'bob']) await centre.post(`/agents/${agent}/sign-in`, {});
  await centre.post('/agents/ann/pause', { reason: 'lunch' });
  const caller = (number: string, name: string, args: string[]) => {
    centre.world.enter({ number, name, args });
  };
  caller('0312345678', hostileName, ['entry', '101']);
  await centre.pass(4_000);
  caller('0398765432', '鈴木', ['entry', '100']);
  await centre.pass(25_000);
  caller('', '', ['entry', '100']);
  await centre.pass(2_000);
  return centre;
}

/** Signs a browser in, and opens a page. */
export async function openAs(
  chromium: Chromium,
  centre: Centre,
  path: string,
  options: ViewOptions & { readonly name?: string } = {},
): Promise<Page> {
  return (await viewAs(chromium, centre, path, options)).page;
}

/** The same with what its page prints. The account's own language is that of the browser. */
export async function viewAs(
  chromium: Chromium,
  centre: Centre,
  path: string,
  options: ViewOptions & { readonly name?: string } = {},
): Promise<View> {
  const { name = 'suzuki', language = 'en' } = options;
  await centre.ask('PATCH', `/accounts/${name}`, { language });
  const url = centre.server.addresses.api;
  const pages = { url, post: (to: string, body?: unknown) => centre.post(`/${to}`, body) };
  const view = await openSignedIn(chromium, pages, { name, role: 'supervisor' }, options);
  await view.page.goto(`${url}${path}`);
  return view;
}
