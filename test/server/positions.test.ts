import { afterEach, describe, expect, it } from 'vitest';
import { POSITION_MAX } from '../../core/index.ts';
import { outlookMedia, positionMedia, waitMedia } from '../../server/position-media.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  newFolder,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

const minute = 60_000;

describe('what a caller hears', () => {
  it.each([
    [1, 'sound:queue-youarenext'],
    [2, 'sound:queue-thereare number:2 sound:queue-callswaiting'],
    [199, 'sound:queue-thereare number:199 sound:queue-callswaiting'],
    [POSITION_MAX, 'sound:queue-quantity1 number:199 sound:queue-quantity2'],
  ])('of place %i', (place, media) => expect(positionMedia(place).join(' ')).toBe(media));

  it.each([
    [
      '2 to 4 min',
      2 * minute,
      4 * minute,
      'number:2 sound:letters/dash number:4 sound:queue-minutes',
    ],
    [
      'half a minute to 2 min',
      minute / 2,
      2 * minute,
      'sound:queue-less-than number:2 sound:queue-minutes',
    ],
    ['up to half a minute', 0, minute / 2, 'sound:queue-less-than number:1 sound:queue-minute'],
    ['up to 4 min', 0, 4 * minute, 'sound:queue-less-than number:4 sound:queue-minutes'],
    [
      '10 to 15 min',
      10 * minute,
      15 * minute,
      'number:10 sound:letters/dash number:15 sound:queue-minutes',
    ],
    ['1 to 2 min', minute, 2 * minute, 'number:1 sound:letters/dash number:2 sound:queue-minutes'],
  ])('of a wait of %s', (_, lowMs, highMs, media) => {
    expect(waitMedia({ lowMs, highMs }).join(' ')).toBe(`sound:queue-holdtime ${media}`);
  });

  it('is the place alone when nobody is sure of the wait, or nobody wants it told', () => {
    const sure = {
      queue: 'support',
      position: 1,
      ahead: 0,
      isNoted: true,
      expectedMs: minute,
      band: { lowMs: 0, highMs: minute },
    } as never;
    const { band: _, ...unsure } = sure as { band: object };
    expect(outlookMedia(sure, true)).toContain('sound:queue-holdtime');
    expect(outlookMedia(sure, false)).toEqual(['sound:queue-youarenext']);
    expect(outlookMedia(unsure as never, true)).toEqual(['sound:queue-youarenext']);
  });
});

/** A centre in which both queues tell places; what is said is written down. */
async function tellingCentre(more: Readonly<Record<string, string>> = {}) {
  const telling = '    positions: { first: 5s, every: 10s, wait: true }\n';
  let yaml = centreYaml
    .replace('    wrap-up: 10s\n', `    wrap-up: 10s\n${telling}`)
    .replace('    hours: shop\n', `    hours: shop\n${telling}`);
  for (const [from, to] of Object.entries(more)) yaml = yaml.replace(from, to);
  const folder = newFolder();
  const centre = await startCentre({ folder, config: compileCentre(folder, yaml) });
  const said: { readonly at: number; readonly call: number; readonly media: string }[] = [];
  const { execute } = centre.port;
  centre.port.execute = (command) => {
    if (command.type === 'announce') {
      said.push({ at: centre.clock.now(), call: command.call, media: command.media.join(' ') });
    }
    execute(command);
  };
  return { centre, said };
}

/** One conversation of `talkMs` after another, with one caller always waiting behind. */
async function serve(centre: Centre, calls: number, talkMs: number): Promise<void> {
  for (let i = 0; i < calls; i++) {
    const talking = (await centre.get('/calls?state=talking')).body.calls;
    await centre.pass(talkMs);
    for (const { id } of talking) await centre.post(`/calls/${id}/hang-up`);
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(13_000);
  }
}

describe('places in line', () => {
  it('count callers of another queue when an agent who is there serves both', async () => {
    const { centre, said } = await tellingCentre({
      'teams: [shop]\n    hours': 'teams: [shop, desk]\n    hours',
    });
    centre.world.phone('PJSIP/1001').plan({ does: 'answer', afterMs: 1_000 });
    await centre.post('/agents/ann/sign-in');
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(2_000);
    // Ann talks; she serves the shop's callers too, and takes the older call first.
    centre.world.enter({ args: ['entry', '200'] });
    await centre.pass(1_000);
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(7_000);
    const placeOf = (call: number) => said.find((each) => each.call === call)?.media;
    expect(placeOf(2)).toBe('sound:queue-youarenext');
    expect(placeOf(3)).toBe('sound:queue-thereare number:2 sound:queue-callswaiting');
  });

  it('are told a few at a time, the longest overdue first, and to nobody twice too early', async () => {
    const { centre, said } = await tellingCentre({ 'full: { at: 3': 'full: { at: 100' });
    for (let i = 0; i < 23; i++) centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(7_000);
    expect(said.map(({ call }) => call)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1));
    const start = said[0]!.at;
    const portionOf = (index: number) => Math.floor(index / 5);
    expect(said.map(({ at }) => at - start)).toEqual(said.map((_, i) => 50 * portionOf(i)));
    await centre.pass(8_000);
    expect(said).toHaveLength(23);
    await centre.pass(4_000);
    expect(said).toHaveLength(46);
  });
});

describe('the wait', () => {
  it('is told as a band once the queue has answered callers who waited, and before that not', async () => {
    const { centre, said } = await tellingCentre();
    await centre.post('/agents/ann/sign-in');
    centre.world.enter({ args: ['entry', '100'] });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    await serve(centre, 4, 60_000);
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter(({ media }) => media.includes('holdtime'))).toEqual([]);
    await serve(centre, 12, 60_000);
    const told = said.filter(({ media }) => media.includes('holdtime'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.at(-1)!.media).toMatch(
      / sound:queue-holdtime (number:\d+ sound:letters.dash|sound:queue-less-than) number:\d+ sound:queue-minutes?$/,
    );
    const { expectedWait } = (await centre.get('/queues/support')).body;
    expect(expectedWait.lowMs).toBeLessThanOrEqual(expectedWait.ms);
    expect(expectedWait.highMs).toBeGreaterThan(expectedWait.lowMs);
  }, 30_000);
});
