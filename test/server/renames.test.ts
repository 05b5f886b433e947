import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { stateHash, verify } from '../../core/index.ts';
import { listJournal } from '../../server/journal-folder.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { createFollower } from '../../server/replay.ts';
import {
  centreYaml,
  cleanUp,
  compileCentre,
  keyEnv,
  newFolder,
  serverYaml,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

/** Agent ann, queue support, skill support, class vip and tenant sakura under new ids. */
const renamedYaml = centreYaml
  .replace('  ann: {', '  anna: { renamed-from: [ann],')
  .replace('  support:\n    name', '  helpdesk:\n    renamed-from: [support]\n    name')
  .replaceAll('queue: support', 'queue: helpdesk')
  .replace('  support: { name: Support }', '  help: { name: Support, renamed-from: [support] }')
  .replaceAll('support: 8', 'help: 8')
  .replaceAll('support: 4', 'help: 4')
  .replaceAll('{ support: ">', '{ help: ">')
  .replace('id: vip,', 'id: gold, renamed-from: [vip],')
  .replace('class: vip', 'class: gold')
  .replace('  sakura: {', '  cherry: { renamed-from: [sakura],')
  .replaceAll('tenant: sakura', 'tenant: cherry');

type Place = { id: number; joinedAt: number; agedFrom: number };
const place = ({ id, joinedAt, agedFrom }: Place) => [id, joinedAt, agedFrom];

/** One caller talks to ann at a phone she chose, two wait; then the process is killed. */
async function leftBehind() {
  const first = await startCentre();
  const { clock, world, folder } = first;
  world.phone('PJSIP/1009');
  await first.post('/agents/ann/sign-in', { phone: 'PJSIP/1009' });
  const talking = world.enter({ args: ['entry', '100'] });
  await first.pass(3_000);
  expect(talking.hears).toBe('conversation');
  world.enter({ args: ['entry', '100'] });
  await first.pass(1_000);
  world.enter({ args: ['entry', '101'] });
  await first.pass(2_000);
  const { line } = (await first.get('/queues/support')).body;
  expect(line).toHaveLength(2);
  await first.kill();
  return { clock, world, folder, talking, line };
}

describe('new ids', () => {
  it('keep further places, skills and the age of who hung up', async () => {
    const bills =
      '  bills:\n    tenant: sakura\n    teams: [desk]\n    steps: [{ then: { after: 5m, go: voicemail } }]\n';
    const more = (yaml: string) =>
      yaml
        .replace('    wrap-up: 10s\n', '    wrap-up: 10s\n    resume-age: 5m\n')
        .replace('  sales:\n', `${bills}  sales:\n`);
    const folder = newFolder();
    const config = compileCentre(folder, more(centreYaml));
    const first = await startCentre({ folder, config });
    const { clock, world } = first;
    const impatient = world.enter({ args: ['entry', '100'], number: '0311111111' });
    world.enter({ args: ['queue', 'bills', 'also=support', 'skills=support>=5'] });
    await first.pass(20_000);
    impatient.hangUp();
    await first.pass(1_000);
    await first.kill();
    const after = compileCentre(
      folder,
      more(renamedYaml)
        .replace('  bills:\n', '  invoices:\n    renamed-from: [bills]\n')
        .replace('tenant: sakura', 'tenant: cherry'),
    );
    const second = await startCentre({ folder, clock, world, config: after });
    expect((await second.get('/calls/2')).body).toMatchObject({
      places: [{ queue: 'invoices' }, { queue: 'helpdesk' }],
      skills: { help: 5 },
    });
    world.enter({ args: ['entry', '100'], number: '0311111111' });
    await second.pass(500);
    const arrived = (await second.lines()).flatMap((line) =>
      'fact' in line && line.fact.type === 'call-arrived' ? [line.fact.resumedMs] : [],
    );
    expect(arrived).toEqual([expect.any(Number)]);
  });

  it('keep agents signed in and talking, and callers in line, over a restart', async () => {
    const { line, talking, ...left } = await leftBehind();
    const config = compileCentre(left.folder, renamedYaml);
    const second = await startCentre({ ...left, config });
    const after = (await second.get('/queues/helpdesk')).body.line;
    expect(after.map(place)).toEqual(line.map(place));
    expect(after.map((call: { class: string }) => call.class)).toEqual(['gold', 'normal']);
    expect((await second.get('/agents/anna')).body).toMatchObject({
      state: 'talking',
      phone: 'PJSIP/1009',
    });
    expect(talking.hears).toBe('conversation');
    talking.hangUp();
    await second.pass(14_000);
    expect((await second.get('/queues/helpdesk')).body.line.map(place)).toEqual([place(line[1])]);
    // Replayed from the days of the old ids, it comes to the same.
    await second.server.flushJournal();
    const run = openJournal(left.folder, listJournal(left.folder).snapshots[0])!;
    const follower = createFollower(run.snapshot, { lastAgent: { callers: 10, keepMs: 1e8 } });
    for (const each of run.lines()) follower.apply(each);
    expect(stateHash(follower.router)).toBe(second.server.stateHash());
    expect(verify(follower.router)).toEqual([]);
    // A third start with the same file finds nothing left to rename.
    await second.kill();
    const third = await startCentre({ ...left, config });
    expect(third.server.recovered.started.renamed).toBeUndefined();
    expect((await third.get('/queues/helpdesk')).body.line.map(place)).toEqual([place(line[1])]);
  });

  it('find callers by the old ids kept with their channels when the journal is gone', async () => {
    const { line, ...left } = await leftBehind();
    for (const name of ['journals', 'snapshots'] as const) {
      expect(listJournal(left.folder)[name].length).toBeGreaterThan(0);
    }
    rmSync(left.folder, { recursive: true });
    mkdirSync(left.folder);
    const second = await startCentre({
      ...left,
      config: compileCentre(left.folder, renamedYaml),
    });
    const after = (await second.get('/queues/helpdesk')).body.line;
    expect(after.map(place)).toEqual(line.map(place));
    expect(after[0].class).toBe('gold');
  });

  it('are refused by a reload, which changes nothing', async () => {
    const folder = newFolder();
    const configDir = join(folder, 'config');
    mkdirSync(configDir);
    writeFileSync(join(configDir, 'centre.yaml'), renamedYaml);
    writeFileSync(join(configDir, 'server.yaml'), serverYaml(folder));
    const centre = await startCentre({ folder, configDir, env: keyEnv });
    await centre.post('/agents/ann/sign-in');
    const { status, body } = await centre.post('/config/reload');
    expect([status, body.error.code]).toEqual([422, 'config-invalid']);
    expect(body.error.params.text).toContain('agent ann is now anna');
    expect(body.error.params.text).toContain('Restart to apply');
    expect((await centre.post('/config/check')).body.ok).toBe(false);
    expect((await centre.get('/config')).body.lastReloadSuccessful).toBe(false);
    expect((await centre.get('/agents/ann')).body.state).not.toBe('signed-out');
  });
});
