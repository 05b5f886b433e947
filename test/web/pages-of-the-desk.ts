/** The desk in each state of its agent, and what is opened on it. */

import type { Page } from 'playwright-core';
import type { Opening, PageWish } from './pages-list.ts';

const press =
  (...keys: readonly string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key);
  };

const search: Opening = {
  name: 'an entry of the FAQ',
  async open(page) {
    await page.keyboard.press('Alt+f');
    await page.locator('.faq input[type=search]').fill('question');
    await page.locator('.faq summary').first().click();
  },
  shows: '.faq details[open] .said-then',
  close: (page) => page.keyboard.press('Alt+w'),
};

const ofTheCall: readonly Opening[] = [
  { name: 'the list of keys', open: press('?'), shows: 'dialog[open] .keys' },
  { name: 'the keypad', open: press('Alt+k'), shows: '.keypad' },
  {
    name: 'the transfer to a colleague',
    async open(page) {
      await page.keyboard.press('Alt+t');
      await page.locator('.transfer input[type=radio]').nth(1).check();
      await page.locator('.transfer option[value=bob]').waitFor({ state: 'attached' });
    },
    shows: '.transfer select',
  },
  { name: 'the reasons of a pause', open: press('Alt+p'), shows: '.pause-list' },
  {
    name: 'the question of do not call',
    async open(page) {
      await page.locator('.do-not-call button').waitFor();
      await page.keyboard.press('Alt+d');
    },
    shows: '[role=alertdialog]',
  },
  {
    name: 'a field of the sheet as it is changed',
    open: (page) => page.locator('.sheet .in-place').first().click(),
    ...{ shows: '.in-place-form', from: '.sheet .in-place' },
  },
  {
    name: 'a promise as it is dismissed',
    open: (page) => page.locator('.promises li > .deeds .deed').last().click(),
    ...{ shows: '.promises form', from: '.promises li > .deeds .deed:last-child' },
  },
  {
    name: 'the script with an objection',
    async open(page) {
      await page.keyboard.press('Alt+w');
      await page.locator('.script .answers').first().waitFor();
      await page.keyboard.press('Alt+y');
      await page.keyboard.press('q');
    },
    ...{ shows: '.card-said', close: 'none' },
  },
  {
    name: 'the script in the other language',
    open: (page) => page.locator('.script .head-line button').click(),
    // The other one than the page's, whichever that is.
    ...{ shows: '.script-said[lang=ja]', within: '.script', close: 'none' },
  },
  {
    name: 'the way through the script',
    open: (page) => page.locator('.script summary').click(),
    ...{ shows: '.script details[open]', close: 'none' },
  },
  search,
];

const state = (name: string) => `.state-bar.state-${name}`;

export const deskWishes: readonly PageWish[] = [
  {
    ...{ name: '/desk in a call', path: '/desk', as: 'ann' },
    ...{ shows: '.call-connected', openings: ofTheCall },
  },
  {
    ...{ name: '/desk of who asks a colleague', path: '/desk', as: 'hal', shows: '.call-third' },
  },
  { name: '/desk while it rings', path: '/desk', as: 'gil', shows: '.call-ringing' },
  {
    ...{ name: '/desk after a call', path: '/desk', as: 'fay', shows: '.contact .chosen' },
    openings: [
      {
        ...{ name: 'reasons of a reason', open: press('Alt+0') },
        ...{ shows: '.reasons .deed', close: 'none' },
      },
      {
        ...{ name: 'reasons', open: press('Alt+0') },
        ...{ shows: '.reasons .deed', close: 'none' },
      },
    ],
  },
  {
    ...{ name: '/desk of who dials by hand', path: '/desk', as: 'bob', shows: '.preview-person' },
  },
  { name: '/desk of who is signed out', path: '/desk', as: 'eve', shows: state('signed-out') },
];
