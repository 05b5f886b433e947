/** Calls that leave by links to other sites, and come back when nobody there wants them. */

import { describe, test } from 'vitest';
import { playScenario } from '../support/scenario-table.ts';

const agents = { a1: {} };
const osaka = { osaka: { site: 'osaka', channels: 1, ring: '15s', rest: '10s' } };
const abroad = { abroad: { links: ['osaka'] } };
/** Waits 20 s for an agent, then goes abroad. */
const sales = { tooLong: { after: '20s', go: 'abroad' } };

describe('a call that leaves by a link', () => {
  test('keeps its place until the far end has it, and its channel until the end', () => {
    playScenario({
      agents,
      site: 'tokyo',
      links: osaka,
      linkTargets: abroad,
      queues: { sales },
      show: ['callEnded'],
      table: `
        0s   c1 arrives in sales ahead 5s
        20s  time passes                 link c1 -> osaka aged 25s by tokyo
        22s  the far end takes c1        c1 left sales: timed-out after 22s; c1 ended
        23s  c2 arrives in sales
        43s  time passes
        90s  the leg of c1 ends ended    link c2 -> osaka aged 67s by tokyo
        91s  the far end takes c1        (unknown-call)
        92s  the leg of c1 ends ended    (unknown-call)`,
    });
  });

  test('is back in its old place when it is refused: nobody has overtaken it, no age is lost', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales: { ...sales, steps: [{ named: true }], hours: 'day' }, help: {} },
      hours: { day: 'open' },
      policies: {
        wide: {
          agents,
          links: osaka,
          linkTargets: abroad,
          queues: { sales: { reloadLive: true } },
        },
      },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales
        20s  time passes                 link c1 -> osaka aged 20s
        21s  time passes
        25s  the leg of c1 ends busy
        26s  new policy wide
        27s  a1 signs in                 offer c1 -> a1`,
    });
  });

  test('is not offered meanwhile to an agent who becomes ready, and is at once when it is back', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales },
      table: `
        0s   c1 arrives in sales
        20s  time passes                 link c1 -> osaka aged 20s
        21s  a1 signs in
        22s  c1 presses 1                (late)
        23s  c1 is moved to voicemail    (late)
        25s  the leg of c1 ends busy     offer c1 -> a1`,
    });
  });

  test('goes to the cheapest usable link first, then to the next, then otherwise', () => {
    playScenario({
      agents,
      links: { dear: { cost: 20 }, first: { cost: 5 }, second: { cost: 5 } },
      linkTargets: { abroad: { links: ['dear', 'first', 'second'], otherwise: 'voicemail' } },
      queues: { sales },
      table: `
        0s   c1 arrives in sales
        20s  time passes                     link c1 -> first aged 20s
        21s  the leg of c1 ends declined     link c1 -> second aged 21s
        22s  the leg of c1 ends unreachable  link c1 -> dear aged 22s
        23s  the leg of c1 ends busy
             c1 left sales: timed-out after 23s; send c1 to voicemail`,
    });
  });

  test('rests a link that did not accept, and asks one that declined never again for this call', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales },
      table: `
        0s   c1 arrives in sales
        20s  time passes                     link c1 -> osaka aged 20s
        21s  the leg of c1 ends busy
        31s  time passes                     link c1 -> osaka aged 31s
        32s  the leg of c1 ends declined
        33s  c2 arrives in sales
        53s  time passes                     link c2 -> osaka aged 20s
        54s  the leg of c2 ends missed
        64s  time passes                     link c2 -> osaka aged 31s`,
    });
  });

  test('is given up by the far end when that takes too long', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales },
      limits: { withdrawMs: 5_000 },
      table: `
        0s   c1 arrives in sales
        20s  time passes                     link c1 -> osaka aged 20s
        35s  time passes                     unlink c1
        40s  time passes                     unlink c1
        41s  the leg of c1 ends withdrawn
        51s  time passes                     link c1 -> osaka aged 51s`,
    });
  });

  test('whose caller hangs up is abandoned; the channel is free when the leg has ended', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales
        20s  time passes                     link c1 -> osaka aged 20s
        21s  time passes
        22s  c1 hangs up                     c1 left sales: abandoned after 22s
        23s  the far end takes c1            (late)
        24s  the leg of c1 ends ended        link c2 -> osaka aged 23s`,
    });
  });
});

describe('an exit to links of which none is usable', () => {
  const queues = { sales };

  test('is passed over, and taken when the link is up again', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues,
      table: `
        0s   link osaka down
        0s   link osaka down                 (duplicate)
        0s   link moon up                    (unknown-link)
        1s   c1 arrives in sales
        21s  time passes
        30s  link osaka up                   link c1 -> osaka aged 29s`,
    });
  });

  test('or when the hours of the link begin', () => {
    playScenario({
      agents,
      links: { osaka: { hours: 'office' } },
      linkTargets: abroad,
      hours: { office: 'closed' },
      queues,
      table: `
        0s   c1 arrives in sales
        20s  time passes
        30s  office open                     link c1 -> osaka aged 30s`,
    });
  });

  test('at the last step too, with the exit of its own', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales: { steps: [{ for: '10s', go: 'abroad' }], nobody: { go: 'abroad' } } },
      table: `
        0s   link osaka down
        0s   a1 signs in
        0s   a1 pauses for lunch
        0s   c1 arrives in sales
        10s  time passes
        20s  link osaka up                   link c1 -> osaka aged 20s
        21s  the far end takes c1            c1 left sales: nobody after 21s`,
    });
  });

  test('is no way out for a key or a supervisor', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales: { escapes: { 9: 'abroad' } } },
      table: `
        0s   c1 arrives in sales
        1s   c2 arrives in sales
        2s   c1 presses 9                    link c1 -> osaka aged 2s
        3s   c2 presses 9                    (unknown-target)
        4s   c2 is moved to abroad           (unknown-target)
        5s   the leg of c1 ends busy
        16s  c2 is moved to abroad           link c2 -> osaka aged 15s`,
    });
  });
});

describe('a call at the door', () => {
  test('of a full queue joins it for the time in which the far end is called', () => {
    playScenario({
      agents,
      links: osaka,
      linkTargets: abroad,
      queues: { sales: { full: { at: 0, go: 'abroad' }, steps: [{ say: 'please-wait' }] } },
      show: ['callQueued'],
      table: `
        0s   c1 arrives in sales             c1 queued in sales; link c1 -> osaka aged 0s
        1s   the leg of c1 ends busy
        2s   a1 signs in                     offer c1 -> a1`,
    });
  });

  test('that has come by a link is refused where it would be sent away', () => {
    playScenario({
      agents,
      site: 'tokyo',
      links: osaka,
      linkTargets: abroad,
      queues: { sales: { full: { at: 1, go: 'voicemail' }, nobody: { go: 'abroad' } } },
      table: `
        0s   c1 arrives in sales by way of nagoya
             c1 left sales: nobody after 0s; refuse c1
        1s   a1 signs in
        1s   a1 is busy elsewhere
        2s   c2 arrives in sales
        3s   c3 arrives in sales by way of nagoya
             c3 left sales: full after 0s; refuse c3
        4s   c4 arrives in sales by way of nagoya>tokyo   (loop)`,
    });
  });

  test('that has come by a link goes on to no site it has passed', () => {
    playScenario({
      agents,
      site: 'tokyo',
      links: { home: { site: 'tokyo' }, ...osaka, nagoya: { site: 'nagoya', cost: 5 } },
      linkTargets: { abroad: { links: ['home', 'osaka', 'nagoya'] } },
      queues: { sales },
      table: `
        0s   c1 arrives in sales by way of osaka resumed 30s
        20s  time passes                     link c1 -> nagoya aged 50s by osaka>tokyo`,
    });
  });
});

describe('during an outage', () => {
  const policy = {
    agents,
    links: { osaka: { site: 'osaka', channels: 3, ring: '15s' } },
    linkTargets: abroad,
    queues: { sales },
  } as const;

  test('clocks of attempts stand still, and no link is usable', () => {
    playScenario({
      ...policy,
      table: `
        0s   c1 arrives in sales
        5s   c2 arrives in sales
        20s  time passes                     link c1 -> osaka aged 20s
        22s  the switch is lost
        25s  time passes
        52s  the switch is back with c1, c2 and c1 on osaka   link c2 -> osaka aged 47s
        65s  time passes                     unlink c1`,
    });
  });

  test('a leg that went is a refusal, one that was accepted a departure', () => {
    playScenario({
      ...policy,
      show: ['callEnded'],
      table: `
        0s   c1 arrives in sales
        0s   c2 arrives in sales
        0s   c3 arrives in sales
        20s  time passes
             link c1 -> osaka aged 20s; link c2 -> osaka aged 20s; link c3 -> osaka aged 20s
        22s  the switch is lost
        30s  the switch is back with c1 and c2 on osaka, c9 on osaka
             c2 left sales: timed-out after 30s; c2 ended
             c3 left sales: lost-in-outage after 30s; c3 ended
             link c1 -> osaka aged 30s
        40s  the leg of c9 ends ended
        41s  the leg of c2 ends ended`,
    });
  });
});
