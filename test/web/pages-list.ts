/** Every page there is, with somebody who may see it and something to see on it. */

import type { Page } from 'playwright-core';
import { addAccount } from '../access/browser.ts';
import { type CampaignCentre, startCampaign } from '../server/campaign-centre.ts';
import type { Centre } from '../server/centre.ts';
import type { Chromium, ViewOptions } from './browser.ts';
import { openSignedIn } from './signed-in.ts';

/** Somebody hostile: markup, control characters, a turned direction, and length. */
export const hostile = {
  markup: '<img src=x onerror="hostile()"><script>hostile()</script>',
  control: 'bell\u0007 escape\u001b[31m zero\u0000end',
  turned: '\u202egnihtemos\u202c مرحبا \u2066x\u2069',
  long: 'W'.repeat(10_000),
} as const;

export interface PageWish {
  readonly path: string;
  /** Who looks; `client`: an admin of one client. */
  readonly as: 'agent' | 'admin' | 'client' | 'nobody';
  /** What is there once the page is complete. */
  readonly shows: string;
  /** The server has less than the page would show, says so, and the browser prints it. */
  readonly isRefused?: boolean;
}

/** Add a page here and it is tried in every way there is. */
export const pageWishes: readonly PageWish[] = [
  { path: '/sign-in', as: 'nobody', shows: 'h1', isRefused: true },
  { path: '/desk', as: 'agent', shows: 'h1, .state-bar, main section' },
  { path: '/phone', as: 'agent', shows: '[data-line="refused"]', isRefused: true },
  { path: '/board', as: 'admin', shows: 'table' },
  { path: '/campaigns', as: 'admin', shows: 'table' },
  { path: '/campaigns/spring', as: 'client', shows: 'h1' },
  { path: '/campaigns/new', as: 'client', shows: 'input[type="file"]' },
  { path: '/accounts', as: 'admin', shows: 'h1' },
  { path: '/people', as: 'client', shows: 'h1' },
  { path: '/people/1', as: 'client', shows: 'h1, h2' },
  { path: '/people/2', as: 'client', shows: 'h1, h2' },
  { path: '/scripts', as: 'client', shows: 'h1' },
  { path: '/faq', as: 'client', shows: 'h1' },
  { path: '/reports', as: 'admin', shows: 'h1' },
  { path: '/config', as: 'admin', shows: 'h1', isRefused: true },
];

/** A centre with calls and a campaign, and `name` written wherever there are names. */
export async function fullCentre(name = '髙橋 花'): Promise<CampaignCentre> {
  const short = name.slice(0, 100);
  const centre = await startCampaign({ people: 1, text: { name: short } });
  await addAccount(centre, 'ito', 'admin', { shownName: short });
  await addAccount(centre, 'ota', 'admin', { shownName: short, tenant: 'fuji' });
  await addAccount(centre, 'ann', 'agent', { shownName: short });
  await centre.people.people.save(
    [{ name, numbers: [{ number: 81_312_345_678, kind: 'fixed', written: name.slice(0, 30) }] }],
    { by: 'test' },
  );
  for (const agent of ['ann', 'bob']) await centre.post(`/agents/${agent}/sign-in`, {});
  centre.world.enter({ number: '0312345678', name, args: ['entry', '100'] });
  await centre.pass(4_000);
  centre.world.enter({ number: '0398765432', name, args: ['entry', '101'] });
  await centre.pass(2_000);
  return centre;
}

/** Opens a page of the list, complete. */
export async function openWish(
  chromium: Chromium,
  centre: Centre,
  { path, as, shows, isRefused }: PageWish,
  options: ViewOptions = {},
): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const url = centre.server.addresses.api;
  const view =
    as === 'nobody'
      ? await chromium.open(options)
      : await openSignedIn(chromium, { url, post: async () => undefined }, accounts[as], options);
  await view.page.goto(url + path);
  await view.page.locator(shows).first().waitFor();
  if (isRefused) view.errors.splice(0);
  return view;
}

const accounts = {
  agent: { name: 'ann', role: 'agent' },
  admin: { name: 'ito', role: 'admin' },
  client: { name: 'ota', role: 'admin' },
} as const;
