/**
 * The whole of it, as people meet it: real pages in a real Chromium, the server in a process of its
 * own, a real Asterisk, telephones inside and SIPp outside. Pictures of every state are left in
 * `test-results/`.
 */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { trunkTo } from '../asterisk/campaign-scene.ts';
import { until } from '../asterisk/child.ts';
import { asteriskOrSkip } from '../asterisk/packages.ts';
import { agentHertz, PhoneRack } from '../asterisk/phone-rack.ts';
import type { RouterChild } from '../asterisk/router.ts';
import { ask } from '../asterisk/scene-centre.ts';
import { freeUdpPort } from '../asterisk/server.ts';
import type { SipCall } from '../asterisk/sip-call.ts';
import type { SippRun } from '../asterisk/sipp.ts';
import { useAsterisk } from '../asterisk/suite.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { callers, startWalk, type Walk, walkPhones, zoneAtNoon } from './end-to-end-scene.ts';
import { startCaller, startCustomers } from './end-to-end-sipp.ts';
import { type WalkWords, walkWords } from './end-to-end-words.ts';
import { password } from './signed-in.ts';

const asteriskPackages = await asteriskOrSkip(22);
const chromiumPackages = await chromiumOrSkip();
const missing = asteriskPackages === undefined || chromiumPackages === undefined;
const customersPort = await freeUdpPort('127.0.0.1');
/** Voices inside. Who is outside sends back what is heard: the own voice comes from there. */
const [satoHertz, supervisorHertz] = [500, 800];

type Language = keyof typeof walkWords;
/** Accounts are named so; those of agents after them. */
type Who = 'tanaka' | 'sato' | 'supervisor' | 'admin';

describe.skipIf(missing)('from signing in to a campaign', { timeout: 120_000 }, () => {
  const asterisk = useAsterisk(() => ({
    packages: asteriskPackages!,
    phones: walkPhones,
    more: { 'pjsip.conf': trunkTo(customersPort) },
  }));
  const chromium = useChromium(() => chromiumPackages!);
  const rack = new PhoneRack(asterisk);
  const { signIn, becomes, connected, holds } = ask(() => router());
  let walk: Walk | undefined;
  let failed = false;
  const outside: SippRun[] = [];
  const router = (): RouterChild => walk!.router;

  beforeAll(async () => {
    walk = await startWalk(asterisk());
    for (const name of ['tanaka', 'sato', 'supervisor', 'admin'] satisfies Who[]) {
      const isAgent = name === 'tanaka' || name === 'sato';
      const role = isAgent ? { role: 'agent', agent: name } : { role: name };
      await router().api('POST', 'accounts', { name, password, ...role });
    }
  }, 90_000);
  afterEach(async ({ task }) => {
    failed ||= task.result?.state === 'fail';
    for (const run of outside.splice(0)) await run.stop();
    await rack.clear();
    await holds(0);
    for (const id of ['tanaka', 'sato']) {
      await router()
        .api('POST', `agents/${id}/end-wrap-up`)
        .catch(() => undefined);
      await router().api('POST', `agents/${id}/sign-out`);
      await becomes(id, 'signed-out');
    }
  });
  afterAll(() => walk?.stop(failed));

  /** Somebody signs in at a browser of their own, by the page, and opens another. */
  async function enter(who: Who, language: Language, path: string): Promise<Page> {
    const words = walkWords[language];
    const { page } = await chromium().open({ language, size: { width: 1440, height: 900 } });
    await page.goto(`${router().apiUrl}/sign-in`);
    await page.getByRole('button', { name: words.language }).click();
    await page.getByLabel(words.name).fill(who);
    await page.getByLabel(words.password, { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto(`${router().apiUrl}${path}`);
    return page;
  }

  /** An agent signs in to the queues, by key, at the own telephone. */
  async function begin(agent: 'tanaka' | 'sato', language: Language): Promise<Page> {
    const words = walkWords[language];
    const desk = await enter(agent, language, '/desk');
    const state = desk.getByRole('region', { name: words.state });
    await state.getByText(words.signedOut, { exact: true }).waitFor();
    await desk.keyboard.press('Alt+g');
    await state.getByText(words.ready, { exact: true }).waitFor();
    await becomes(agent, 'ready');
    return desk;
  }

  /** The supervisor sees the conversation and is heard by the agent, who still hears the caller. */
  async function whisper(board: Page, agent: SipCall, words: WalkWords) {
    await board.getByRole('row', { name: words.talkingRow }).waitFor();
    const supervisor = await rack.agent('1003', (call) => call.answer(), supervisorHertz);
    await board.getByLabel(words.ownPhone).fill('PJSIP/1003');
    await board.getByRole('heading', { level: 2, name: words.agent }).click();
    await board.keyboard.press('i');
    await until('the supervisor’s phone', () => supervisor.calls[0]?.state === 'talking');
    await board.getByText(`: ${words.whisperedBy}`).waitFor();
    const voices = [agentHertz, supervisorHertz];
    await until('the agent to hear both', () => agent.tones(voices).length === 2);
  }

  for (const language of ['en', 'ja'] satisfies Language[]) {
    const words = walkWords[language];
    const picture = (page: Page, name: string) => screenshot(page, `walk-${name}-${language}`);

    test(`a call from its first ring to what is written of it (${language})`, async () => {
      const own = await rack.agent('1001');
      const other = await rack.agent('1002', undefined, satoHertz);
      // Sato has been free for longer, and lacks the skill.
      await signIn('sato');
      await becomes('sato', 'ready');
      const desk = await begin('tanaka', language);
      const board = await enter('supervisor', language, '/board#agent=tanaka');
      const { dials, name } = callers[language];
      const caller = await startCaller(asteriskPackages!, asterisk(), {
        from: dials,
        dials: '5001',
      });
      outside.push(caller);
      const call = desk.getByRole('region', { name: words.call, exact: true });

      // By skill to Tanaka; the sheet is there while it rings.
      const leg = await own.incoming();
      await call.getByText(words.greeting).waitFor();
      await call.getByText(words.ringsFor).waitFor();
      await desk.getByRole('heading', { level: 2, name }).waitFor();
      expect(other.calls).toEqual([]);
      await picture(desk, 'offer');
      leg.answer();
      await connected('tanaka');
      await call.getByText(words.talkingFor).waitFor();

      await whisper(board, leg, words);
      await call.getByText(words.whispers).waitFor();
      await picture(board, 'board');

      await speak(desk, words);
      await picture(desk, 'script');

      // Sato is asked, and has the caller.
      await desk.keyboard.press('Alt+t');
      await desk.getByRole('radio', { name: words.colleague }).check();
      await desk.getByRole('combobox', { name: words.colleague }).selectOption('sato');
      await desk.getByRole('button', { name: words.askFirst }).click();
      await call.locator('.call-third').getByText(words.ringing).waitFor();
      const asked = await other.incoming();
      asked.answer();
      await call.getByText(words.thirdTalks).waitFor();
      await picture(desk, 'consult');
      await desk.keyboard.press('Alt+c');
      await leg.ended;
      await until('Sato to be heard', () => asked.hears([satoHertz]) === satoHertz);

      await board.getByRole('row', { name: words.wrapUpRow }).waitFor();
      await writeUp(desk, words, words.sale);
      await becomes('tanaka', 'ready');
      const { contacts } = await router().api<{ contacts: object[] }>(
        'GET',
        'contacts?agent=tanaka',
      );
      expect(contacts[0]).toMatchObject({ code: 'sale', note: words.noteText });
      await asked.hangUp();
      expect(await caller.finished).toMatchObject({ code: 0, succeeded: 1, failed: 0 });
    });

    test(`a campaign from its table of people to the first conversation (${language})`, async () => {
      const customers = await startCustomers(asteriskPackages!, customersPort);
      outside.push(customers);
      const own = await rack.agent('1002');
      const desk = await begin('sato', language);
      const board = await enter('supervisor', language, '/board');
      const page = await enter('admin', language, '/campaigns/new');
      await page.getByRole('heading', { name: words.newCampaign }).waitFor();
      const text = words.table.replace('ZONE', zoneAtNoon(Date.now()));
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByText(`+${words.digits}`).waitFor();
      await page.getByLabel(words.campaignName).fill(words.campaign);
      await page.getByLabel(words.goal).fill(words.goalName);
      await page.getByLabel(words.survey, { exact: true }).check();
      await page.getByLabel(words.queue).selectOption('outbound');
      await page.getByRole('button', { name: words.check }).click();
      await page.getByText(words.free).waitFor();
      await picture(page, 'campaign-check');
      expect(customers.events()).toEqual([]);

      // Whoever answers is given an agent at once: the law counts two seconds.
      const answered = own.incoming(30_000).then((leg) => {
        leg.answer();
        return leg;
      });
      await page.getByRole('button', { name: words.start }).click();
      await page.getByText(words.started).waitFor();
      const leg = await answered;
      await until('the customer to be heard', () => leg.hears([agentHertz]) === agentHertz);
      const seen = customers.events().map(({ what, who }) => `${what} ${who}`);
      expect(seen).toEqual([`invite ${words.digits}`, `answered ${words.digits}`]);
      const call = desk.getByRole('region', { name: words.call, exact: true });
      await call.getByText(words.outbound, { exact: true }).waitFor();
      await desk.getByRole('heading', { level: 2, name: words.customer }).waitFor();
      await picture(desk, 'campaign-desk');
      await board.getByText(words.campaign).waitFor();
      await board.getByRole('row', { name: words.satoTalking }).waitFor();
      await picture(board, 'campaign-board');
      await page.getByRole('link', { name: words.toCampaign }).click();
      await page.getByRole('heading', { name: words.campaign }).waitFor();
      await desk.keyboard.press('F9');
      await leg.ended;
      await writeUp(desk, words, words.goalName);
      await page.getByText(words.reached).waitFor();
      await page.keyboard.press('x');
      await page.getByRole('button', { name: words.yes, exact: true }).click();
      await page.getByRole('heading', { name: words.ended }).waitFor();
      await picture(page, 'campaign-ended');
    });
  }

  /** The branches of the script, by key, to a sale. */
  async function speak(desk: Page, words: WalkWords): Promise<void> {
    const said = (text: string) => desk.locator('.script-said').filter({ hasText: text }).waitFor();
    await desk.getByRole('tab', { name: words.script }).click();
    await said(words.askedWho);
    await desk.keyboard.press('y');
    await said('Which one?');
    await desk.keyboard.press('1');
    await desk.getByRole('textbox', { name: words.answer }).fill('3');
    await desk.keyboard.press('Enter');
    await said('八日以内なら解約できます。');
    await desk.keyboard.press('n');
    await said('Thank you.');
    await desk.getByText(words.resultSale).waitFor();
  }

  /** What came of the call, when it is over. */
  async function writeUp(desk: Page, words: WalkWords, code: string): Promise<void> {
    const state = desk.getByRole('region', { name: words.state });
    await state.getByText(words.wrapUp, { exact: true }).waitFor();
    await desk.keyboard.press('Alt+1');
    await desk.getByText(`✓ ${code}`).waitFor();
    await desk.getByRole('textbox', { name: words.note, exact: true }).fill(words.noteText);
    await desk.keyboard.press('Control+Enter');
    await state.getByText(words.ready, { exact: true }).waitFor();
    await desk.getByText(words.noCall).waitFor();
  }
});
