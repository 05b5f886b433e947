/**
 * Every route of the API by the right it needs, and who has that right: written down once more, by
 * hand, so that neither a route nor a role can change unseen. A new route goes here, and, where its
 * path or body names something that belongs to somebody, into `foreign` below.
 */

import type { Method } from '../server/centre.ts';

export type AnyMethod = Method | 'PUT';

/** Nobody is asked who they are; anybody who was let in may. */
type Need =
  | 'nothing'
  | 'being let in'
  | 'watch'
  | 'work'
  | 'watch or work'
  | 'steer'
  | 'listen'
  | 'people'
  | 'campaign'
  | 'teach'
  | 'report'
  | 'export'
  | 'configure';

export const holders = [
  ...['agent', 'supervisor', 'admin', 'viewer', 'wall'],
  ...['key read', 'key operate', 'key admin'],
] as const;

/** Who may, in the order of `holders`. */
export const may: Readonly<Record<Need, string>> = {
  //               agent   supervisor   admin   viewer   wall   read   operate   key admin
  nothing: /*     */ 'yes   yes          yes     yes      yes    yes    yes       yes',
  'being let in': 'yes      yes          yes     yes      yes    yes    yes       yes',
  watch: /*       */ 'no    yes          yes     yes      yes    yes    yes       yes',
  work: /*        */ 'yes   yes          yes     no       no     no     no        yes',
  'watch or work': 'yes     yes          yes     yes      yes    yes    yes       yes',
  steer: /*       */ 'no    yes          yes     no       no     no     yes       yes',
  listen: /*      */ 'no    yes          yes     no       no     no     no        yes',
  people: /*      */ 'yes   yes          yes     no       no     no     yes       yes',
  campaign: /*    */ 'no    yes          yes     no       no     no     yes       yes',
  teach: /*       */ 'no    yes          yes     no       no     no     no        yes',
  report: /*      */ 'no    yes          yes     yes      no     yes    yes       yes',
  export: /*      */ 'no    yes          yes     no       no     no     yes       yes',
  configure: /*   */ 'no    no           yes     no       no     no     no        yes',
};

const talkActs = [
  ...['hold', 'retrieve', 'mute', 'unmute', 'keys', 'transfer', 'consult', 'swap', 'complete'],
  ...['conference', 'cancel', 'record', 'hang-up', 'answer', 'decline'],
] as const;
const talks = (of: string) => talkActs.map((act) => `POST ${of}/call/${act}`);

const agentActs = ['sign-in', 'sign-out', 'pause', 'unpause', 'end-wrap-up'] as const;

const contactRoutes = (of: string) => [
  ...[`GET ${of}/contact`, `GET ${of}/contacts`, `PUT ${of}/contact`, `POST ${of}/contact/save`],
  ...['answer', 'back', 'card'].map((act) => `POST ${of}/contact/script/${act}`),
];

/** Below `/api/v1`. */
export const routes: Readonly<Record<Need, readonly string[]>> = {
  nothing: ['GET /health', 'GET /sign-in', 'POST /sign-in', 'POST /setup'],
  'being let in': [
    ...['POST /sign-out', 'GET /me', 'POST /me/password', 'POST /me/language'],
    ...['POST /stream/tickets', 'GET /live', 'GET /openapi.json'],
  ],
  watch: [
    ...['GET /queues', 'GET /queues/:queue', 'GET /queues/:queue/explain', 'GET /links'],
    ...['GET /agents', 'GET /agents/:agent', 'GET /agents/:agent/explain'],
    ...['GET /agents/:agent/call', 'GET /talks'],
    ...['GET /calls', 'GET /calls/:call', 'GET /calls/:call/decisions'],
    ...['GET /calls/:call/explain', 'GET /offers', 'GET /callbacks', 'GET /config'],
    ...['GET /campaigns', 'GET /campaigns/:campaign', 'GET /campaigns/:campaign/why'],
    'GET /campaigns/:campaign/outlook',
    ...['GET /campaigns/:campaign/leads/:person/why', 'GET /stream'],
  ],
  work: [
    ...agentActs.map((act) => `POST /me/agent/${act}`),
    ...['take', 'done', 'dismiss'].map((act) => `POST /me/promises/:promise/${act}`),
    ...['POST /me/campaigns/:campaign/next', 'POST /me/campaigns/:campaign/dial'],
    ...['POST /me/campaigns/put-back', 'GET /me/call', 'GET /me/parties'],
    ...['GET /me/softphone', 'POST /me/softphone', 'DELETE /me/softphone'],
    ...talks('/me'),
    ...contactRoutes('/me'),
  ],
  'watch or work': ['GET /capabilities'],
  steer: [
    ...agentActs.map((act) => `POST /agents/:agent/${act}`),
    ...['move', 'callback', 'hang-up', 'recording'].map((act) => `POST /calls/:call/${act}`),
    ...['PATCH /calls/:call', 'POST /callbacks', 'DELETE /callbacks/:callback'],
    ...talks('/agents/:agent'),
    ...contactRoutes('/agents/:agent'),
  ],
  listen: ['POST', 'PATCH', 'DELETE'].map((method) => `${method} /calls/:call/supervise`),
  people: [
    ...['GET /people', 'POST /people', 'PATCH /people/:person', 'GET /people/:person/sheet'],
    ...['notes', 'doubts', 'do-not-call'].map((act) => `POST /people/:person/${act}`),
    'GET /contacts/:contact',
    ...['GET /scripts', 'GET /scripts/:script', 'POST /scripts/check', 'GET /scripts/:script/diff'],
    'GET /scripts/:script/versions/:version',
    ...['GET /faq', 'GET /faq/:entry', 'POST /faq/:entry/use', 'GET /faq/unanswered'],
    ...['POST /faq/unanswered', 'GET /doubts', 'POST /doubts'],
  ],
  teach: [
    'PUT /scripts',
    ...['publish', 'retire'].map((act) => `POST /scripts/:script/versions/:version/${act}`),
    ...['POST /faq', 'PUT /faq/:entry', 'POST /faq/:entry/withdraw', 'POST /faq/:entry/restore'],
    ...['POST /faq/unanswered/settle', 'POST /doubts/:doubt/answer'],
  ],
  campaign: [
    ...['start', 'pause', 'end', 'enrol'].map((act) => `POST /campaigns/:campaign/${act}`),
    ...['POST /campaigns/:campaign/next', 'POST /campaigns/:campaign/dial'],
    ...['POST /suppression/:list', 'POST /attempts/:attempt/result'],
  ],
  report: ['GET /contacts', 'GET /reports/:of', 'GET /scripts/:script/report'],
  export: ['GET /evidence', 'GET /reports/:of/csv'],
  configure: [
    ...['GET /accounts', 'POST /accounts', 'GET /accounts/choices', 'PATCH /accounts/:account'],
    ...['POST /accounts/:account/password', 'POST /accounts/:account/sign-out'],
    ...['GET /keys', 'POST /keys', 'DELETE /keys/:key'],
    ...['GET /walls', 'POST /walls', 'DELETE /walls/:wall', 'GET /audit'],
    ...['POST /config/reload', 'POST /config/check', 'POST /campaigns'],
    ...['GET /campaign-choices', 'POST /people/imports', 'POST /people/imports/:id/look'],
    'POST /people/imports/:id/run',
    ...['GET /config/files', 'PUT /config/files', 'POST /config/files/check'],
  ],
};

/**
 * Holders who may do everything, but not see everything. `sakura`: of another tenant than all that
 * is asked for; the others are of fuji and see one queue, or no team.
 */
export const scoped = {
  sakura: { tenant: 'sakura', queues: ['support'], teams: ['desk'], agent: 'ann' },
  tea: { tenant: 'fuji', queues: ['tea'] },
  sales: { tenant: 'fuji', queues: ['sales'] },
  teamless: { tenant: 'fuji', teams: [] },
} as const;

export type Scoped = keyof typeof scoped;

export interface Foreign {
  /** As in `routes`. */
  readonly route: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** To whom it is as if it were not there. */
  readonly to: readonly Scoped[];
}

const ofAgent = ['sakura', 'teamless'] as const;
const ofQueue = ['sakura', 'tea'] as const;
const ofCampaign = ['sakura', 'sales'] as const;
const ofTenant = ['sakura'] as const;

const bodies: Readonly<Record<string, object>> = {
  'POST /agents/:agent/pause': { reason: 'break' },
  'POST /agents/:agent/call/keys': { keys: '1' },
  'POST /agents/:agent/call/transfer': { to: { agent: 'ann' } },
  'POST /agents/:agent/call/consult': { to: { agent: 'ann' } },
  'POST /agents/:agent/call/record': { action: 'pause' },
  'PUT /agents/:agent/contact': {},
  'POST /agents/:agent/contact/script/answer': { answer: 'yes' },
  'POST /agents/:agent/contact/script/card': { card: 'price' },
  'POST /calls/:call/move': { target: 'voicemail' },
  'PATCH /calls/:call': { class: 'vip' },
  'POST /calls/:call/callback': { number: '0312345678' },
  'POST /calls/:call/recording': { action: 'pause' },
  'POST /calls/:call/supervise': { mode: 'listen', phone: 'PJSIP/1001' },
  'PATCH /calls/:call/supervise': { mode: 'whisper' },
  'POST /callbacks': { queue: 'sales', number: '0312345678' },
  'POST /campaigns/:campaign/next': { agent: 'cho' },
  'POST /campaigns/:campaign/dial': { agent: 'cho', person: 1 },
  'POST /me/campaigns/:campaign/dial': { person: 1 },
  'PATCH /people/:person': { name: 'x' },
  'POST /people/:person/notes': { text: 'x' },
  'POST /people/:person/doubts': { text: 'x' },
  'POST /suppression/:list': { numbers: ['+81312345678'] },
  'PATCH /accounts/:account': { role: 'admin' },
  'POST /accounts/:account/password': { password: 'correct horse battery' },
};

/** Kept by tenant: tried in test/server/knowledge/. */
const ofKnowledge = / \/(scripts|faq|doubts)\//;

/** Whether a route is tried where the things it speaks of are made. */
export const isTriedElsewhere = (route: string): boolean =>
  ofKnowledge.test(route) || triedElsewhere.includes(route);

const triedElsewhere: readonly string[] = [
  // test/server/knowledge/contacts.test.ts
  'GET /contacts/:contact',
  // test/server/outbound-api.test.ts
  'POST /attempts/:attempt/result',
  // test/server/desk.test.ts
  ...['take', 'done', 'dismiss'].map((act) => `POST /me/promises/:promise/${act}`),
  // Files are kept by tenant: server/people/upload-room.ts
  ...['look', 'run'].map((act) => `POST /people/imports/:id/${act}`),
  // For a person shown to the agent before, whose campaign that was.
  'POST /me/campaigns/:campaign/dial',
  // What is reported on is narrowed row by row: test/server/reports.test.ts
  'GET /reports/:of',
  'GET /reports/:of/csv',
];

function foreignTo(route: string): readonly Scoped[] {
  if (/ \/agents\//.test(route)) return ofAgent;
  if (/ \/(queues|calls|callbacks)\b/.test(route)) return ofQueue;
  // The own desk is that of an agent: the others have none.
  if (/ \/campaigns\//.test(route)) return ofCampaign;
  return ofTenant;
}

/** Each route that names something, asked for what is out of sight. Ids of calls are filled in. */
export const foreign: readonly Foreign[] = Object.values(routes)
  .flat()
  .filter((route) => route.includes(':') || route === 'POST /callbacks')
  .filter((route) => !isTriedElsewhere(route))
  .map((route) => ({
    route,
    to: foreignTo(route),
    ...(route in bodies && { body: bodies[route]! }),
  }));
