/** Why an agent is idle and why calls wait, for people: sentences for a terminal. */

import type { KeptDecision, Ms, PlaceExplanation, WaitOutlook, WhyNot } from '../core/index.ts';
import { decidedText, type Names, spanText, whyText } from './explain-text.ts';
import type { AgentExplained, QueueExplained } from './live-explain.ts';
import { table } from './text-width.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** The rest is there for programs. */
const decisionsShown = 5;

/** Why this agent has no call. */
export function agentText(told: AgentExplained, names: Names): string {
  const { agent, state, reason, stateSince, at, waiting } = told;
  const doing = state === 'wrap-up' ? 'in wrap-up' : state;
  const why = reason === undefined ? doing : `${doing} (${reason})`;
  const since = stateSince === 0 ? '' : ` since ${clockTime(stateSince, at)}`;
  const head = `${names.agent(agent)} is ${why}${since}.`;
  const lines = [`${head} ${waiting === 0 ? 'No call waits.' : `${waitText(told)}.`}`];
  if (!told.switchUp) lines.push(switchDown);
  if (told.calls.length > 0) {
    const rows = told.calls.map(({ call, queue, state: at, waitedMs, whyNot }) => [
      `  call ${call}`,
      names.queue(queue),
      `waited ${spanText(waitedMs)}`,
      whyNot ? whyText(whyNot, told.at, names) : at === 'resting' ? restingText : 'could be taken',
    ]);
    lines.push('', 'The most urgent:', ...table(rows, { widthMax: 60 }));
  }
  return [...lines, ...decisionLines(told.decisions, at, names)].join('\n');
}

/** Why the calls of this queue wait. */
export function queueText(told: QueueExplained, names: Names): string {
  const { queue, waiting, outlook, at } = told;
  const lines = [`${names.queue(queue)}: ${callsWait(waiting)}. ${outlookText(outlook)}.`];
  if (!told.switchUp) lines.push(switchDown);
  if (told.places.length > 0) {
    lines.push('', told.places.length < waiting ? 'The most urgent:' : 'Next first:');
  }
  for (const place of told.places) lines.push(...placeLines(place, at));
  return [...lines, ...decisionLines(told.decisions, at, names)].join('\n');
}

const switchDown = 'The switch is not connected: nothing is offered to anybody.';
const restingText = 'is to be called back, and not now';

const callsWait = (count: number): string =>
  count === 0 ? 'no call waits' : count === 1 ? '1 call waits' : `${count} calls wait`;

/** `7 calls wait: 5 need japanese 5 (has 3), 2 could be taken: unpause`. */
function waitText({ waiting, reasons, lacks, state, switchUp }: AgentExplained): string {
  const parts = lacks.map(({ skill, level, levelMin, count }) => {
    const has = level === 0 ? 'lacks it' : `has ${level}`;
    return `${count} ${count === 1 ? 'needs' : 'need'} ${skill} ${levelMin} (${has})`;
  });
  for (const [reason, one, many] of reasonTexts) {
    const count = reasons[reason];
    if (count !== undefined) parts.push(`${count} ${count === 1 ? one : many}`);
  }
  // Last, where what is to be done about it fits.
  if (reasons.none !== undefined) {
    parts.push(`${reasons.none} could be taken${remedyText(state, switchUp)}`);
  }
  const looked = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  const of = looked < waiting ? ` (of ${looked} looked at)` : '';
  return `${callsWait(waiting)}${of}: ${parts.join(', ')}`;
}

const reasonTexts: readonly (readonly [WhyNot['why'] | 'resting', one: string, many: string])[] = [
  ['not-serving', 'is of a queue not served at its step', 'are of queues not served at their step'],
  ['excluded', 'was offered before and keeps away', 'were offered before and keep away'],
  ['delay', 'is left to others for now', 'are left to others for now'],
  ['held', 'is held for another agent', 'are held for other agents'],
  ['resting', restingText, 'are to be called back, and not now'],
];

const remedies: Readonly<Record<AgentExplained['state'], string>> = {
  ready: ' at once',
  paused: ': unpause',
  'signed-out': ': sign in',
  'wrap-up': ' when wrap-up ends',
  offered: ' if the call that rings is not answered',
  talking: ' after this call',
  unreachable: ' when the phone can be reached',
  'busy-elsewhere': ' when the other call ends',
};

const remedyText = (state: AgentExplained['state'], switchUp: boolean): string =>
  state === 'ready' && !switchUp ? ' when the switch is back' : remedies[state];

function outlookText(outlook: WaitOutlook | null): string {
  if (outlook?.expectedMs === undefined) return 'Nobody can say how long a caller waits';
  const { band, expectedMs } = outlook;
  return band
    ? `Who joins now waits ${bandText(band.lowMs, band.highMs)}`
    : `Who joins now waits about ${spanText(expectedMs)}, too unsure to be announced`;
}

/** `2 to 4 min`, `30 s to 2 min`, `less than 1 min`. */
export function bandText(lowMs: Ms, highMs: Ms): string {
  if (lowMs === 0) return `less than ${roundText(highMs)}`;
  const sameUnit = lowMs >= minuteMs;
  return `${sameUnit ? lowMs / minuteMs : roundText(lowMs)} to ${roundText(highMs)}`;
}

const roundText = (ms: Ms): string => (ms < minuteMs ? `${ms / 1_000} s` : `${ms / minuteMs} min`);

function placeLines(place: PlaceExplanation, at: Ms): string[] {
  const { call, state, waitedMs, routingAgeMs, step, stepEndsAt, tooLongAt } = place;
  const ends = (what: string, when: Ms | undefined) =>
    when === undefined ? '' : `, ${what} in ${spanText(Math.max(0, when - at))}`;
  const next = place.isLastStep ? 'leaves' : 'the next one';
  const doing =
    state === 'resting' ? `, ${restingText}` : state === 'held' ? ', held for one agent' : '';
  return [
    `  call ${call} waited ${spanText(waitedMs)} (routing age ${spanText(routingAgeMs)}), ` +
      `class ${place.class}${doing}, step ${step}` +
      ends(next, stepEndsAt) +
      ends('too long', tooLongAt),
    `    ${agentsText(place.agents)}`,
  ];
}

/** `12 agents: 5 lack a skill, 4 talking, 3 paused`. */
function agentsText(agents: PlaceExplanation['agents']): string {
  const entries = Object.entries(agents).sort(([, a], [, b]) => b - a);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return 'there are no agents';
  const parts = entries.map(([why, count]) => `${count} ${agentWords[why] ?? why}`);
  return `${total} ${total === 1 ? 'agent' : 'agents'}: ${parts.join(', ')}`;
}

const agentWords: Readonly<Record<string, string>> = {
  'not-serving': 'not of this queue at this step',
  skill: 'without the skills',
  excluded: 'had it before and wait',
  delay: 'left out for now by their delay',
  held: 'kept out, it is held for another',
  ready: 'ready to take it',
  offered: 'ringing',
  'wrap-up': 'in wrap-up',
};

function decisionLines(decisions: readonly KeptDecision[], at: Ms, names: Names): string[] {
  if (decisions.length === 0) return [];
  const rows = decisions.slice(0, decisionsShown).map((decision) => {
    const { call, queue, agent, trigger, decidedBy, runnerUp } = decision;
    const second = runnerUp === undefined ? '' : `; second: ${secondText(runnerUp, names)}`;
    return [
      `  ${clockTime(decision.at, at, true)}`,
      `call ${call}`,
      names.queue(queue),
      `${decidedText(names.agent(agent), trigger, decidedBy)}${second}`,
    ];
  });
  return ['', 'Last decisions:', ...table(rows, { widthMax: 200 })];
}

const secondText = (second: string | number, names: Names): string =>
  typeof second === 'number' ? `call ${second}` : names.agent(second);

/** Local time, with the day when it was another. */
function clockTime(time: Ms, now: Ms, seconds = false): string {
  const date = new Date(time);
  const clock = date.toTimeString().slice(0, seconds ? 8 : 5);
  if (now - time < dayMs) return clock;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}
