/** The live picture of queues and agents in a terminal; plain lines where there is none. */

import { cutTo, table } from './text-width.ts';

/** A queue and an agent as the picture needs them; the API's answers fit. */
export interface PicturedQueue {
  readonly id: string;
  readonly name: string;
  readonly waiting: number;
  /** To be called back. */
  readonly callbacks: number;
  readonly oldestJoinedAt: number | null;
  /** Null: nobody can say. */
  readonly expectedWait: {
    readonly ms: number;
    readonly lowMs: number | null;
    readonly highMs: number | null;
  } | null;
  readonly agents: Readonly<Record<string, number>>;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Null before the first call. */
  readonly serviceLevel: number | null;
  readonly target: string;
}

export interface PicturedAgent {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly since: number;
  readonly reason: string | null;
  readonly call: number | null;
  readonly callsAnswered: number;
}

/** A link to another site. */
export interface PicturedLink {
  readonly id: string;
  readonly up: boolean;
  readonly used: number;
  readonly channels: number;
  readonly restUntil: number | null;
}

export interface Picture {
  readonly at: number;
  readonly title: string;
  /** Below the title. */
  readonly note?: string;
  readonly queues: readonly PicturedQueue[];
  readonly agents: readonly PicturedAgent[];
  /** Absent: the centre has none. */
  readonly links?: readonly PicturedLink[];
}

/** `75` → `1:15`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

const percent = (ratio: number | null): string =>
  ratio === null ? '–' : `${Math.round(ratio * 100)}%`;

const staffWords = ['ready', 'offered', 'talking', 'wrap-up', 'paused'] as const;

/** `2–4 min`, or `~3:10` where it is too unsure to be announced. */
function expectedText(expected: PicturedQueue['expectedWait']): string {
  if (expected === null) return '–';
  const { ms, lowMs, highMs } = expected;
  if (lowMs === null || highMs === null) return `~${clockText(ms)}`;
  const minutes = (time: number) => String(time / 60_000);
  return lowMs === 0 ? `<${minutes(highMs)} min` : `${minutes(lowMs)}–${minutes(highMs)} min`;
}

/** The picture as lines of at most `columns`. */
export function drawPicture(picture: Picture, columns = 100): string[] {
  const { at, queues, agents } = picture;
  const queueRows = [
    [
      'QUEUE',
      'WAITING',
      'LONGEST',
      'EXPECTED',
      'BACK',
      ...staffWords.map((w) => w.toUpperCase()),
      'IN',
      'ANSWERED',
      'LOST',
      'SERVICE',
    ],
    ...queues.map((queue) => [
      queue.name,
      String(queue.waiting),
      queue.oldestJoinedAt === null ? '–' : clockText(at - queue.oldestJoinedAt),
      expectedText(queue.expectedWait),
      String(queue.callbacks),
      ...staffWords.map((word) => String(queue.agents[word] ?? 0)),
      String(queue.offered),
      String(queue.answered),
      String(queue.abandoned),
      `${percent(queue.serviceLevel)} (${queue.target})`,
    ]),
  ];
  const agentRows = [
    ['AGENT', 'STATE', 'FOR', 'CALL', 'ANSWERED'],
    ...agents.map((agent) => [
      agent.name,
      agent.reason ? `${agent.state} (${agent.reason})` : agent.state,
      agent.since === 0 ? '–' : clockText(at - agent.since),
      agent.call === null ? '–' : String(agent.call),
      String(agent.callsAnswered),
    ]),
  ];
  const time = new Date(at).toTimeString().slice(0, 8);
  return [
    `${picture.title}   ${time}`,
    ...(picture.note === undefined ? [] : [picture.note]),
    '',
    ...table(queueRows, { right: queueRows[0]!.map((_, at) => at).slice(1), widthMax: 28 }),
    '',
    ...table(agentRows, { right: [2, 3, 4], widthMax: 36 }),
    ...linkLines(picture),
  ].map((line) => cutTo(line, columns));
}

function linkLines({ at, links = [] }: Picture): string[] {
  if (links.length === 0) return [];
  const stateOf = ({ up, restUntil }: PicturedLink): string => {
    if (!up) return 'down';
    return restUntil !== null && restUntil > at ? `rests ${clockText(restUntil - at)}` : 'up';
  };
  const rows = [
    ['LINK', 'STATE', 'CALLS', 'OF'],
    ...links.map((each) => [each.id, stateOf(each), String(each.used), String(each.channels)]),
  ];
  return ['', ...table(rows, { right: [2, 3], widthMax: 28 })];
}

/** One line for a log: what matters most. */
export function summaryLine({ at, queues, agents }: Picture): string {
  const time = new Date(at).toTimeString().slice(0, 8);
  const waiting = queues.map((queue) => `${queue.id} ${queue.waiting}`).join(', ');
  const states = new Map<string, number>();
  for (const { state } of agents) states.set(state, (states.get(state) ?? 0) + 1);
  const staff = [...states].map(([state, n]) => `${n} ${state}`).join(', ');
  const answered = queues.reduce((sum, queue) => sum + queue.answered, 0);
  const lost = queues.reduce((sum, queue) => sum + queue.abandoned, 0);
  return `${time}  waiting: ${waiting}  agents: ${staff}  answered ${answered}, lost ${lost}`;
}

export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

const drawMs = 500;
const lineMs = 5_000;

/**
 * Shows what `look` gives until it is stopped: drawn over itself in a terminal, one line every five
 * seconds elsewhere. A look that fails is told and tried again.
 */
export function showPicture(
  look: () => Promise<Picture>,
  screen: Screen = process.stdout,
): () => void {
  let drawn = 0;
  let looking = false;
  const tick = async () => {
    if (looking) return;
    looking = true;
    try {
      const picture = await look();
      if (!screen.isTTY) screen.write(`${summaryLine(picture)}\n`);
      else drawn = redraw(screen, drawPicture(picture, screen.columns), drawn);
    } catch (error) {
      screen.write(`${(error as Error).message}\n`);
      drawn = 0;
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void tick(), screen.isTTY ? drawMs : lineMs);
  void tick();
  return () => clearInterval(timer);
}

/** Draws over the former picture. Returns the lines drawn. */
function redraw(screen: Screen, lines: readonly string[], former: number): number {
  const shown = lines.slice(0, Math.max(1, (screen.rows ?? 50) - 1));
  const up = former > 0 ? `\u001b[${former}A` : '';
  screen.write(`${up}${shown.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[J`);
  return shown.length;
}
