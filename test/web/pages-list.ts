/** Every page there is, with somebody who may see it, and what can be opened in it. */

import type { Page } from 'playwright-core';
import type { Chromium, View, ViewOptions } from './browser.ts';
import type { FullCentre } from './full-centre.ts';
import { deskWishes } from './pages-of-the-desk.ts';
import { openSignedIn } from './signed-in.ts';

/** Something of a page that is not there until it is asked for. */
export interface Opening {
  readonly name: string;
  readonly open: (page: Page, centre: FullCentre) => Promise<unknown>;
  /** What is there once it is open. */
  readonly shows: string;
  /** What else of the page is to be looked at with it. Default: nothing. */
  readonly within?: string;
  /** What has the focus when it is opened, and again when it is closed. Default: any button. */
  readonly from?: string;
  /** Default: Escape. `none`: it stays, and what comes after it with it. */
  readonly close?: 'none' | ((page: Page) => Promise<unknown>);
}

export interface PageWish {
  /** Its path, unless that says too little. */
  readonly name?: string;
  readonly path: string | ((centre: FullCentre) => string);
  readonly as: Onlooker;
  /** What is there once the page is complete. */
  readonly shows: string;
  readonly openings?: readonly Opening[];
  /** The server has less than the page would show, says so, and the browser prints it. */
  readonly isRefused?: boolean;
}

/** Who looks; `client`: an admin of one client. */
export type Onlooker = 'nobody' | 'admin' | 'client' | AtDesk;
export type AtDesk = 'ann' | 'bob' | 'eve' | 'fay' | 'gil' | 'hal';

export const nameOfWish = ({ name, path }: PageWish): string => name ?? String(path);

const press =
  (...keys: readonly string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const click = (selector: string) => (page: Page) => page.locator(selector).first().click();
/** Whatever is folded on the page. */
const unfold: Opening = {
  name: 'all that is folded',
  open: (page) =>
    page.evaluate(`document.querySelectorAll('main details').forEach((each) => {
      each.open = true;
    })`),
  shows: 'main details[open]',
  close: 'none',
};

const row = (section: string): Opening => ({
  name: `what is known of one of the ${section}`,
  open: click(`#${section} .row-button`),
  ...{ shows: '.panel .why, .panel .actions', within: '.panel' },
  from: `#${section} .row-button`,
});

const table = `氏名,電話番号,備考
髙橋 花,03-1234-0000,紅茶
だれか,123,番号が短い
`;

/** Add a page here and it is tried in every way there is. */
export const pageWishes: readonly PageWish[] = [
  { path: '/sign-in', as: 'nobody', shows: 'form input[name=name]', isRefused: true },
  { name: '/sign-in of who is signed in', path: '/sign-in', as: 'eve', shows: 'article a' },
  // Before the others have done much that is kept.
  { path: '/accounts?show=audit', as: 'admin', shows: 'table' },
  ...deskWishes,
  { path: '/phone', as: 'ann', shows: '[data-line="refused"]', isRefused: true },
  {
    path: '/board',
    as: 'admin',
    shows: '.board-table tbody tr',
    openings: [
      row('queues'),
      row('agents'),
      row('campaigns'),
      row('calls'),
      {
        name: 'the question before hanging up',
        async open(page) {
          await page.locator('#calls .row-button').first().click();
          await page.locator('.panel .actions .danger').waitFor();
          await page.keyboard.press('x');
        },
        ...{ shows: '[role=alertdialog]', from: '#calls .row-button' },
      },
    ],
  },
  { path: '/campaigns', as: 'admin', shows: '.board-table' },
  {
    path: '/campaigns/spring',
    as: 'client',
    shows: '.funnel',
    openings: [
      { name: 'the question before its end', open: press('x'), shows: '[role=alertdialog]' },
    ],
  },
  {
    path: '/campaigns/new',
    as: 'client',
    shows: 'input[type="file"]',
    openings: [
      {
        name: 'a table of people',
        open: (page) =>
          page.locator('input[type="file"]').setInputFiles({
            ...{ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(table) },
          }),
        ...{ shows: '.wizard-table td', close: 'none' },
      },
    ],
  },
  {
    path: '/accounts',
    as: 'admin',
    shows: 'table',
    openings: [
      { name: 'a new account', open: press('n'), shows: 'dialog[open]' },
      {
        ...{ name: 'an account', open: click('td .buttons button') },
        ...{ shows: 'dialog[open]', from: 'td .buttons button' },
      },
    ],
  },
  {
    path: '/accounts?show=keys',
    as: 'admin',
    shows: 'table',
    openings: [{ name: 'a new key', open: press('n'), shows: 'dialog[open]' }],
  },
  {
    path: '/accounts?show=walls',
    as: 'admin',
    shows: 'table',
    openings: [
      {
        ...{ name: 'the question before it is revoked', open: click('td .buttons button') },
        ...{ shows: 'dialog[open]', from: 'td .buttons button' },
      },
    ],
  },
  {
    path: '/people',
    as: 'client',
    shows: 'input[name=who]',
    openings: [
      {
        name: 'that nobody was found',
        open: async (page) => {
          await page.locator('input[name=who]').fill('03-0000-0000');
          await page.keyboard.press('Enter');
        },
        ...{ shows: 'main [role=status] .quiet', close: 'none' },
      },
    ],
  },
  {
    name: '/people/ID',
    path: ({ person }) => `/people/${person}`,
    as: 'client',
    shows: '.history li',
    openings: [
      {
        ...{ name: 'a name as it is changed', open: click('.in-place'), from: '.in-place' },
        shows: '.in-place-form',
      },
      unfold,
    ],
  },
  {
    path: '/scripts',
    as: 'client',
    shows: '.entry-list li',
    openings: [
      {
        ...{ name: 'a new script', open: click('.head-line button') },
        ...{ shows: '.graph .graph-step', close: 'none' },
      },
    ],
  },
  {
    path: '/scripts/spring',
    as: 'client',
    shows: '.graph .graph-step',
    openings: [unfold],
  },
  {
    path: '/faq',
    as: 'client',
    shows: '.entry-list li',
    openings: [
      { name: 'an entry', open: click('.entry-list button'), shows: '.entry-form', close: 'none' },
      unfold,
    ],
  },
  ...(['queue', 'agent', 'campaign', 'day'] as const).map(
    (of): PageWish => ({ path: `/reports?of=${of}&by=hour`, as: 'admin', shows: '.report-span' }),
  ),
  {
    path: '/config',
    as: 'admin',
    shows: '.cm-content',
    openings: [
      {
        name: 'an error in it',
        open: async (page) => {
          await page.locator('.cm-content').click();
          await page.keyboard.press('Control+a');
          await page.keyboard.insertText('"<img src=x onerror=hostile()>\u202e": 1\n');
        },
        ...{ shows: '.config-diagnostics li', close: 'none' },
      },
    ],
  },
  {
    name: '/wall',
    path: ({ wall }) => wall,
    as: 'nobody',
    shows: '.wall .tile',
    openings: [
      { name: 'agents', open: press('ArrowRight'), shows: '.huge', close: 'none' },
      { name: 'campaigns', open: press('ArrowRight'), shows: '.wall .tile', close: 'none' },
      {
        name: 'what is not live any more',
        open: (page) => page.clock.fastForward('01:00'),
        ...{ shows: '.wall-cover', close: 'none' },
      },
    ],
  },
  {
    name: '/wall in Japanese',
    path: ({ wall }) => wall.replace('#', '?lang=ja#'),
    ...{ as: 'nobody', shows: '.wall .tile' },
  },
  { path: '/no-such-page', as: 'eve', shows: 'main p', isRefused: true },
  { name: '/accounts of who may not', path: '/accounts', as: 'eve', shows: 'main p' },
];

const accounts: Readonly<Record<Exclude<Onlooker, 'nobody'>, string>> = {
  ...{ admin: 'ito', client: 'ota' },
  ...{ ann: 'ann', bob: 'bob', eve: 'eve', fay: 'fay', gil: 'gil', hal: 'hal' },
};

/** Cookies by centre and account: who has signed in once is let in again. */
const cookies = new WeakMap<
  FullCentre,
  Map<string, Awaited<ReturnType<View['context']['cookies']>>>
>();

/** Opens a page of the list, complete. */
export async function openWish(
  chromium: Chromium,
  centre: FullCentre,
  wish: PageWish,
  options: ViewOptions = {},
): Promise<View> {
  const { path, as, shows, isRefused } = wish;
  const url = centre.server.addresses.api;
  const view = as === 'nobody' ? await chromium.open(options) : await signedIn(accounts[as]);
  // A wall is told when nothing is new any more by the time that passes.
  if (nameOfWish(wish) === '/wall') await view.page.clock.install();
  await view.page.goto(url + (typeof path === 'string' ? path : path(centre)));
  await view.page.locator(shows).first().waitFor();
  if (isRefused) view.errors.splice(0);
  return view;

  async function signedIn(name: string): Promise<View> {
    const known = cookies.get(centre) ?? new Map();
    cookies.set(centre, known);
    const cookie = known.get(name);
    if (cookie === undefined) {
      const pages = { url, post: async () => undefined };
      const made = await openSignedIn(chromium, pages, { name, role: 'admin' }, options);
      known.set(name, await made.context.cookies());
      return made;
    }
    const made = await chromium.open(options);
    await made.context.addCookies(cookie);
    return made;
  }
}

/** Opens something of it, and waits until it is there. */
export async function openIn(page: Page, centre: FullCentre, { open, shows }: Opening) {
  await open(page, centre);
  await page.locator(shows).first().waitFor();
}

/** Closes it, and waits until it is gone. */
export async function closeIn(page: Page, { close, shows }: Opening): Promise<void> {
  if (close === 'none') return;
  if (close === undefined) await page.keyboard.press('Escape');
  else await close(page);
  await page.locator(shows).first().waitFor({ state: 'detached' });
}
