/**
 * A call's story for people: what happened when, who won and by which key, and why not the others.
 */

import type { CommandRecord } from '../core/routing/commands.ts';
import type { AgentKey, CallKey, Decision, WhyNot } from '../core/routing/decision.ts';
import { NEVER } from '../core/routing/ids.ts';
import type { CallMoment, CallStory } from './decisions.ts';
import { table } from './text-width.ts';

/** Names beside ids, where a configuration or a server is at hand. */
export interface Names {
  agent(id: string): string;
  queue(id: string): string;
}

interface Named {
  readonly id: string;
  readonly name: { readonly ja: string };
}

/** Whose names these are; a site will do. */
export interface NameLists {
  readonly agents: readonly Named[];
  readonly queues: readonly Named[];
}

const agentKeys: Readonly<Record<AgentKey, string>> = {
  preferred: 'is the preferred agent of this call',
  rank: 'has the better rank for this queue',
  prefer: 'has more of the skills this queue prefers',
  skill: 'fits better by skill',
  calls: 'has answered fewer calls',
  occupancy: 'was occupied for a smaller share of the time',
  'last-offered': 'was offered a call longer ago',
  random: 'was drawn by chance',
  'idle-since': 'has been idle longer',
  'agent-id': 'comes first by id; everything else was equal',
};
const callKeys: Readonly<Record<CallKey, string>> = {
  class: 'the class of this call is more urgent',
  'routing-age': 'this call has the greater routing age',
  arrival: 'this call arrived earlier; everything else was equal',
};

/** Lines for a terminal. */
export function explainText(story: CallStory, site?: NameLists): string {
  const names = namesOf(site);
  const lines = [
    `Call ${story.call} entered ${names.queue(story.queue)} ${timeText(story.arrivedAt)}`,
  ];
  const moments = [...story.moments];
  const tell = (count: number) => {
    for (const moment of moments.splice(0, count)) {
      const sentence = momentText(moment, names);
      if (sentence) lines.push(`${sinceText(moment.at - story.arrivedAt)}  ${sentence}`);
    }
  };
  for (const decision of story.decisions) {
    tell(momentsBefore(decision, moments));
    lines.push('', ...decisionText(decision, story.arrivedAt, names), '');
  }
  tell(moments.length);
  if (story.now) {
    lines.push('', 'If it were decided now:', ...decisionText(story.now, story.arrivedAt, names));
  }
  if (story.behind) {
    lines.push('', 'The journal cannot be written now: what happened last may be missing here.');
  }
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** How many of the moments come before the decision: up to its offer, or all until its time. */
function momentsBefore(decision: Decision, moments: readonly CallMoment[]): number {
  const after = moments.findIndex(
    ({ at, n }) =>
      at > decision.at || (n[0] === 'offerCall' && (n[1] === decision.offer || !decision.offer)),
  );
  return after < 0 ? moments.length : after;
}

function momentText({ n }: CallMoment, names: Names): string | undefined {
  return (momentTexts[n[0]] as ((n: CommandRecord, names: Names) => string) | undefined)?.(
    n,
    names,
  );
}

type MomentTexts = {
  readonly [N in CommandRecord[0]]?: (
    n: CommandRecord & readonly [N, ...unknown[]],
    names: Names,
  ) => string;
};

const momentTexts: MomentTexts = {
  callQueued: (n, names) => `joined ${names.queue(n[2])}`,
  callStepped: (n, names) => `entered step ${n[3]} of ${names.queue(n[2])}`,
  offerCall: (n, names) => `offered to ${names.agent(n[3])} (offer ${n[1]})`,
  dialCustomer: (n, names) => `customer called for ${names.agent(n[3])} (offer ${n[1]})`,
  linkCall: (n) => `link ${n[2]} called for target ${n[3]}, aged ${spanText(n[4])}`,
  unlinkCall: () => 'the far end has not accepted in time',
  refuseCall: () => 'refused: the site it came from keeps it',
  offerEnded: (n, names) => `offer ${n[1]} to ${names.agent(n[3])}: ${n[5]}`,
  withdrawOffer: (n) => `offer ${n[1]} taken back: ${n[4]}`,
  callConnected: (n, names) => `talks with ${names.agent(n[3])}, after waiting ${spanText(n[5])}`,
  callExited: (n, names) => {
    const to = n[5] ? `, sent to ${n[5]}` : '';
    return n[3] === 'answered' ? `answered` : `left ${names.queue(n[2])}: ${n[3]}${to}`;
  },
  callEnded: () => 'ended',
};

function decisionText(decision: Decision, arrivedAt: number, names: Names): string[] {
  const { winner, step, queue, waitedMs, routingAgeMs } = decision;
  const place = `${names.queue(queue)}, step ${step}, class ${decision.class}`;
  const ages = `waited ${spanText(waitedMs)}, routing age ${spanText(routingAgeMs)}`;
  const head = `${sinceText(decision.at - arrivedAt)}  decision in ${place}; ${ages}`;
  const because = winner === undefined ? 'nobody could take it' : winnerText(decision, names);
  const rows = decision.agents.map((lost) => [
    `    ${names.agent(lost.agent)}`,
    whyText(lost, decision.at, names),
  ]);
  const calls = decision.calls.map((lost) => [
    `    call ${lost.call} in ${names.queue(lost.queue)}`,
    `lost by ${lost.key}: ${lost.value} against ${lost.winning}`,
  ]);
  return [
    head,
    `  → ${because}`,
    ...(rows.length > 0 ? ['  why not the others:', ...table(rows, { widthMax: 100 })] : []),
    ...(calls.length > 0 ? ['  other calls the agent could have taken:', ...table(calls)] : []),
  ];
}

const winnerText = ({ winner, decidedBy, trigger }: Decision, names: Names): string =>
  decidedText(names.agent(winner!), trigger, decidedBy);

/** Who got the call, and by which key. */
export function decidedText(
  who: string,
  trigger: Decision['trigger'],
  decidedBy: Decision['decidedBy'],
): string {
  const how = trigger === 'agent' ? `${who} was free and took it` : `${who} wins`;
  if (decidedBy === undefined || decidedBy === 'only') {
    return `${how}: ${trigger === 'agent' ? 'no other call to take' : 'nobody else could take it'}`;
  }
  const sentence =
    decidedBy in callKeys ? callKeys[decidedBy as CallKey] : agentKeys[decidedBy as AgentKey];
  return `${how}: ${sentence} (decided by ${decidedBy})`;
}

/** Why an agent was no candidate, or was beaten. */
export function whyText(why: WhyNot, at: number, names: Names): string {
  switch (why.why) {
    case 'not-serving':
      return 'does not serve this queue at this step';
    case 'skill':
      return why.level === 0
        ? `lacks ${why.skill}; ${why.levelMin} is required`
        : `has ${why.skill} ${why.level}; ${why.levelMin} is required`;
    case 'state':
      return why.reason ? `is ${why.state} (${why.reason})` : `is ${why.state}`;
    case 'excluded':
      // JSON writes "for ever" as null.
      return why.until === null || why.until === NEVER
        ? 'is never offered this call'
        : `was offered this call before; kept from it for ${spanText(why.until - at)} more`;
    case 'delay':
      return `serves calls of this queue later; in ${spanText(why.until - at)}`;
    case 'held':
      return `the call is held for ${names.agent(why.preferred)} for ${spanText(why.until - at)} more`;
    case 'lost':
      return lostText(why, at);
  }
}

function lostText(why: WhyNot & { readonly why: 'lost' }, at: number): string {
  if (why.key !== 'idle-since') return `lost by ${why.key}: ${why.value} against ${why.winning}`;
  const idle = (since: string | number) => spanText(at - Number(since));
  return `idle for ${idle(why.value)}, the winner for ${idle(why.winning)}`;
}

/** `佐藤 蓮 (sato)`; the id alone where no name is known. */
export function namesOf(lists: NameLists | undefined): Names {
  const agents = new Map<string, string>(lists?.agents.map((a) => [a.id, a.name.ja]));
  const queues = new Map<string, string>(lists?.queues.map((q) => [q.id, q.name.ja]));
  const both = (id: string, name: string | undefined) =>
    name && name !== id ? `${name} (${id})` : id;
  return {
    agent: (id) => both(id, agents.get(id)),
    queue: (id) => both(id, queues.get(id)),
  };
}

/** `12.3 s`, `4:05`. */
export function spanText(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
}

const sinceText = (ms: number): string => `+${spanText(ms)}`.padStart(9);
const timeText = (at: number): string => new Date(at).toISOString();
