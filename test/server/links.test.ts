/** Links through the whole server: calls that go to another site, and calls of another site. */

import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { PhonePlan } from '../../adapters/simulated/model.ts';
import type { SimulatedCaller, SimulatedPhone } from '../../adapters/simulated/world.ts';
import { createDirectory } from '../../server/directory.ts';
import { eventOf } from '../../server/stream-events.ts';
import { View } from '../../server/view.ts';
import {
  type Centre,
  type CentreOptions,
  centreYaml,
  cleanUp,
  compileCentre,
  newFolder,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

const yaml = centreYaml
  .replace('time-zone: Asia/Tokyo', 'time-zone: Asia/Tokyo\nsite: tokyo')
  .replace(
    '      full: { at: 3, go',
    '      too-long: { waited: 30s, go: abroad }\n      full: { at: 3, go',
  )
  .replace('targets:', 'targets:\n  abroad: { links: [osaka], dial: "8100" }')
  .concat('links: { osaka: { trunk: PJSIP/osaka, site: osaka, channels: 1, rest: 10s } }\n');

interface Scene {
  readonly centre: Centre;
  /** What is at the far end of the link. */
  readonly trunk: SimulatedPhone;
  /** How callers' channels ended. */
  readonly causes: Map<string, number>;
  links(): Promise<Record<string, unknown>>;
  header(name: string): string | undefined;
}

async function start(plan: PhonePlan, options: CentreOptions = {}): Promise<Scene> {
  const folder = options.folder ?? newFolder();
  const centre = await startCentre({
    folder,
    config: compileCentre(folder, yaml),
    // Before anybody asks whether it is there.
    meddle: (port) => port.world.phone('PJSIP/osaka'),
    ...options,
  });
  const { pbx } = centre.world;
  const trunk = centre.world.phone('PJSIP/osaka');
  trunk.plan(plan);
  const causes = new Map<string, number>();
  pbx.witnesses.add((event) => {
    if (event.type === 'ChannelDestroyed') causes.set(event.channel.id, event.cause);
  });
  await centre.pass(1_000);
  return {
    centre,
    trunk,
    causes,
    links: async () => (await centre.get('/links')).body.links[0],
    header(name) {
      const channel = [...pbx.channels.values()].find(({ peer }) => peer === 'PJSIP/osaka');
      return channel?.variables.get(`PJSIP_HEADER(add,${name})`);
    },
  };
}

const enter = ({ centre }: Scene, more: readonly string[] = []): SimulatedCaller =>
  centre.world.enter({ args: ['queue', 'support', ...more], number: '0312345678', name: 'Sato' });

const stateOf = async ({ centre }: Scene, id: number): Promise<string | undefined> =>
  (await centre.get('/calls')).body.calls.find((call: { id: number }) => call.id === id)?.state;

/** What the stream tells of links, of all lines so far. */
async function linkEvents(centre: Centre): Promise<readonly unknown[]> {
  const { policy, site } = compileCentre(centre.folder, yaml);
  const view = new View({ policy, lastAgent: { callers: 1, keepMs: 0 } });
  const directory = createDirectory(site);
  const told: unknown[] = [];
  for (const line of await centre.lines()) {
    const envelope = eventOf(line, view, directory)?.envelope;
    view.apply(line);
    if (!envelope || !/link/.test(envelope.type)) continue;
    told.push([envelope.type, envelope.call, envelope.queue, envelope.payload]);
  }
  return told;
}

/** Of the only call: a router after a crash numbers on with a gap. */
const onlyState = async ({ centre }: Scene): Promise<string | undefined> =>
  (await centre.get('/calls')).body.calls[0]?.state;

describe('a call that waits too long', () => {
  it('is sent with its path and age, leaves when it is accepted, and frees its channel', async () => {
    const scene = await start({ does: 'ring' });
    const { centre, trunk } = scene;
    const first = enter(scene, ['class=vip']);
    await centre.pass(1_000);
    const second = enter(scene);
    await centre.pass(30_000);
    expect(await stateOf(scene, 1)).toBe('linking');
    expect(first.hears).toBe('music');
    expect(scene.header('X-Tsunagi-Path')).toBe('tokyo');
    expect(scene.header('X-Tsunagi-Class')).toBe('vip');
    expect(Number.parseInt(scene.header('X-Tsunagi-Age') ?? '', 10)).toBeGreaterThanOrEqual(30_000);
    expect(trunk.shows).toEqual({ number: '0312345678', name: 'Sato' });
    trunk.answer();
    await centre.pass(1_000);
    expect(first.hears).toBe('conversation');
    expect(await stateOf(scene, 1)).toBeUndefined();
    expect(await stateOf(scene, 2)).toBe('waiting');
    expect(await scene.links()).toMatchObject({ id: 'osaka', up: true, used: 1, accepted: 1 });
    const explained = (await centre.get('/calls/2/explain')).body;
    expect(explained.links).toMatchObject([{ link: 'osaka', whyNot: 'full', used: 1 }]);
    const text = await (await fetch(`${centre.server.addresses.metrics}/metrics`)).text();
    expect(text).toContain('acd_link_up{link="osaka"} 1\n');
    expect(text).toContain('acd_link_channels{link="osaka"} 1\n');
    expect(text).toContain('acd_link_channels_used{link="osaka"} 1\n');
    expect(text).toContain('acd_link_calls_total{link="osaka",outcome="accepted"} 1\n');
    expect(text).toContain('acd_link_calls_total{link="osaka",outcome="busy"} 0\n');
    first.hangUp();
    await centre.pass(500);
    expect(await stateOf(scene, 2)).toBe('linking');
    second.hangUp();
    await centre.pass(500);
    expect(await scene.links()).toMatchObject({ used: 0, accepted: 0 });
    expect(await linkEvents(centre)).toEqual([
      ['call-linking', 1, 'support', { link: 'osaka', target: 'abroad' }],
      ['call-linked', 1, 'support', {}],
      ['call-unlinked', 1, null, { result: 'ended' }],
      ['call-linking', 2, 'support', { link: 'osaka', target: 'abroad' }],
      ['call-unlinked', 2, null, { result: 'ended' }],
    ]);
  });

  it('is back in its place when the far end is busy, and tried again after a rest', async () => {
    const scene = await start({ does: 'busy' });
    const { centre, trunk } = scene;
    const caller = enter(scene);
    await centre.pass(31_000);
    expect(await stateOf(scene, 1)).toBe('waiting');
    expect(caller.hears).toBe('music');
    expect((await scene.links()).restUntil).toBeGreaterThan(centre.clock.now());
    const { calls } = (await centre.get('/calls')).body;
    expect(calls[0].joinedAt).toBeLessThan(centre.clock.now() - 30_000);
    trunk.plan({ does: 'answer', afterMs: 100 });
    await centre.pass(10_000);
    expect(caller.hears).toBe('conversation');
  });

  it('waits while the trunk cannot be reached, and goes as soon as it can', async () => {
    const scene = await start({ does: 'answer', afterMs: 100 });
    const { centre, trunk } = scene;
    trunk.register(false);
    await centre.pass(1_000);
    expect(await scene.links()).toMatchObject({ up: false });
    const caller = enter(scene);
    await centre.pass(40_000);
    expect(await stateOf(scene, 1)).toBe('waiting');
    const explained = (await centre.get('/calls/1/explain')).body;
    expect(explained.links).toMatchObject([{ link: 'osaka', target: 'abroad', whyNot: 'down' }]);
    trunk.register(true);
    await centre.pass(2_000);
    expect(caller.hears).toBe('conversation');
  });

  it('stays where the switch knows no links, and the log says so once', async () => {
    const log: string[] = [];
    const scene = await start(
      { does: 'answer', afterMs: 100 },
      {
        meddle: (port) =>
          Object.assign(port, { capabilities: { ...port.capabilities, links: false } }),
        log: pino(
          { level: 'error' },
          { write: (line: string) => void log.push(JSON.parse(line).msg) },
        ),
      },
    );
    enter(scene);
    await scene.centre.pass(60_000);
    expect(await stateOf(scene, 1)).toBe('waiting');
    expect(await scene.links()).toMatchObject({ up: false });
    expect(log).toEqual([
      'simulated knows no links: calls that should leave by them wait, or go otherwise',
    ]);
  });

  it('goes on being called, and talks on, through a crash of the router', async () => {
    const scene = await start({ does: 'ring' });
    const { centre, trunk } = scene;
    const talking = enter(scene);
    await centre.pass(31_000);
    trunk.answer();
    await centre.pass(500);
    await centre.kill();
    const { folder, world, clock } = centre;
    const again = await start({ does: 'ring' }, { folder, world, clock });
    expect(await again.links()).toMatchObject({ used: 1, accepted: 1 });
    expect(talking.hears).toBe('conversation');
    const ringing = enter(again);
    await again.centre.pass(31_000);
    expect(await onlyState(again)).toBe('waiting');
    talking.hangUp();
    await again.centre.pass(1_000);
    expect(await onlyState(again)).toBe('linking');
    await again.centre.kill();
    const third = await start({ does: 'ring' }, { folder, world, clock });
    expect(await onlyState(third)).toBe('linking');
    third.trunk.answer();
    await third.centre.pass(500);
    expect(ringing.hears).toBe('conversation');
    expect(await third.links()).toMatchObject({ used: 1, accepted: 1 });
  });
});

describe('a call of another site', () => {
  it('keeps the age it had there, and brings its path', async () => {
    const scene = await start({ does: 'ring' });
    enter(scene, ['path=nagoya&osaka', 'age=45120ms']);
    await scene.centre.pass(500);
    const facts = (await scene.centre.lines()).flatMap((line) =>
      'fact' in line && line.fact.type === 'call-arrived' ? [line.fact] : [],
    );
    expect(facts).toMatchObject([
      { path: ['nagoya', 'osaka'], resumedMs: 45_120, headStartMs: 0, queue: 'support' },
    ]);
    const [call] = (await scene.centre.get('/calls')).body.calls;
    expect(call.joinedAt - call.agedFrom).toBe(45_120);
    await scene.centre.pass(31_000);
    // Osaka has had it.
    expect(await stateOf(scene, 1)).toBe('waiting');
    const explained = (await scene.centre.get('/calls/1/explain')).body;
    expect(explained.links).toMatchObject([{ link: 'osaka', whyNot: 'passed' }]);
  });

  it('is refused unanswered when it comes round, or would only be sent on', async () => {
    const scene = await start({ does: 'ring' });
    const round = enter(scene, ['path=tokyo&osaka', 'age=1s']);
    for (let n = 0; n < 3; n++) enter(scene);
    await scene.centre.pass(500);
    const full = enter(scene, ['path=nagoya', 'age=1s']);
    const unknown = scene.centre.world.enter({ args: ['queue', 'attic', 'path=nagoya'] });
    const own = enter(scene);
    await scene.centre.pass(500);
    expect(scene.causes.get(round.channel)).toBe(17);
    expect(scene.causes.get(full.channel)).toBe(17);
    expect(scene.causes.get(unknown.channel)).toBe(17);
    expect(own.where).toBe('dialplan');
  });
});
