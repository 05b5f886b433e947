/** The configuration of the full centre: every kind of thing that has a name, in one tenant. */

import { join } from 'node:path';
import { parse } from 'yaml';
import { campaignText, shownNumber } from '../server/campaign-centre.ts';
import { knowledgeYaml } from '../server/knowledge/centre-knowledge.ts';
import type { Words } from './words-written.ts';

/** Who is at work, beside Ann who talks and Bob who is paused. */
export const others = ['eve', 'fay', 'gil', 'hal'] as const;

/** Of the agent whose name comes at this place. */
export const phoneOf = (agent: string): string =>
  `PJSIP/${1001 + ['ann', 'bob', ...others].indexOf(agent)}`;

type Section = Record<string, Record<string, unknown>>;

/** As YAML, which JSON is. */
export function fullYaml(write: Words): string {
  const centre = parse(knowledgeYaml) as Record<string, unknown>;
  const agents = centre.agents as Section;
  for (const id of others) {
    const rest = { tenant: 'sakura', teams: ['desk'], skills: { support: 8 } };
    agents[id] = { name: id, phone: phoneOf(id), ...rest };
  }
  const queues = centre.queues as Section;
  // Nobody's wrap-up ends by itself while the rest is made.
  (queues.support!['wrap-up'] as Record<string, unknown>).for = '10m';
  const waits = { teams: ['desk'], ring: '10s', 'wrap-up': '1s' };
  queues.tea = {
    ...{ name: 'Tea', tenant: 'sakura', ...waits, steps: [{}] },
    exits: { 'too-long': { waited: '2s', go: 'sorry' } },
  };
  centre.announcements = { sorry: 'sound:vm-goodbye' };
  Object.assign(centre.targets as object, {
    sorry: { announcement: 'sorry' },
    again: { queue: 'support', 'keep-age': true },
  });
  return JSON.stringify(named(centre, 'config', write), null, 1);
}

/** The same with every name written as wished. */
function named(value: unknown, place: string, write: Words): unknown {
  if (Array.isArray(value)) return value.map((each, at) => named(each, `${place} ${at}`, write));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const at = `${place} ${key}`;
      // Of these an id is followed by its name alone.
      const isName = /^(?:name|company|greeting)$/.test(key) || / reasons$/.test(place);
      if (!isName || (typeof each === 'object' && !isTexts(each))) {
        return [key, named(each, at, write)];
      }
      if (typeof each === 'string') return [key, write.line(at, each, 200)];
      const { en = '', ja = '' } = each as Record<string, string>;
      return [key, { en: write.line(at, en, 200), ja: write.line(`${at} ja`, ja, 200) }];
    }),
  );
}

const isTexts = (value: object | null): boolean =>
  value !== null && Object.keys(value).every((key) => key === 'en' || key === 'ja');

/** What campaigns need of the server. */
export const outboundServerYaml = (folder: string): string => `
  outbound:
    suppression: ${join(folder, 'suppression')}
    trunks: { ntt: { dial: "Local/{national}@out/n", channels: 20, calls-per-second: 10 } }
    caller-ids:
      "+${shownNumber}": { tenant: sakura, verified: true, answered: true }
`;

/** A campaign in which Bob dials by hand. */
export const previewText = (write: Words) => ({
  ...campaignText,
  name: write.text('campaign name', 'Spring tea', 200),
  mode: 'preview',
  outcomes: {
    order: { name: write.text('outcome name', 'Order', 200), isGoal: true },
    no: { name: 'No', isRefusal: true },
  },
});

/** A script in which every text is free; it is read as YAML. */
export const scriptText = (write: Words): string => {
  const said = (place: string, plain: string) => write.text(`script ${place}`, plain, 400);
  return JSON.stringify(
    {
      script: 'spring',
      name: write.text('script name', 'Spring tea', 200),
      outcomes: { sale: { 'is-goal': true, needs: ['terms'] }, lost: {} },
      cards: {
        price: { title: said('card title', 'Too dear'), say: said('card', '30 yen a cup.') },
      },
      steps: {
        hello: {
          say: `${said('hello', 'Good day.')} {person.name|nobody}`,
          ask: { text: { longest: 300 } },
          next: 'taste',
        },
        taste: {
          say: { en: said('taste', 'Which one?'), ja: said('taste ja', 'どちらに?') },
          ask: {
            choice: {
              green: { label: said('choice', 'Green tea'), to: 'terms' },
              none: { label: 'Neither', to: 'goodbye' },
            },
          },
        },
        terms: { say: said('terms', 'Eight days.'), next: 'thanks' },
        thanks: { say: 'Thank you.', outcome: 'sale' },
        goodbye: { say: 'Good-bye.', outcome: 'lost' },
      },
    },
    null,
    1,
  );
};
