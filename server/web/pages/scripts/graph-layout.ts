/**
 * Where the steps of a script stand in its picture: in rows by how far they are from the first,
 * within a row near what leads to them (Sugiyama, Tagawa and Toda 1981).
 */

import { edgesOf } from '../../../../core/script/check.ts';
import { nextOf, type Script, type Step } from '../../../../core/script/script.ts';

export interface GraphNode {
  readonly step: Step;
  /** Of its middle. */
  readonly x: number;
  readonly y: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The answers that lead there; empty: any. */
  readonly answers: readonly string[];
  /** Leads back to an earlier step. */
  readonly isBack: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Graph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Of a step, in units of the picture. */
export const nodeWidth = 150;
export const nodeHeight = 46;
const across = nodeWidth + 34;
const down = nodeHeight + 48;
const margin = 16;
/** A bend of an edge that passes a row takes less room than a step. */
const bendWidth = 40;

interface Link {
  readonly from: string;
  readonly to: string;
  readonly answers: readonly string[];
}

/** Ways out of a step, one for each step they lead to. */
export function linksOf(step: Step): readonly Link[] {
  const answers = new Map<string, string[]>();
  const add = (to: string | undefined, answer: string | undefined) => {
    if (to === undefined) return;
    const known = answers.get(to) ?? [];
    answers.set(to, answer === undefined ? known : [...known, answer]);
  };
  const possible = edgesOf(step);
  for (const answer of possible) add(nextOf(step, answer), answer);
  if (possible.length === 0) add(step.next, undefined);
  return [...answers].map(([to, by]) => ({ from: step.id, to, answers: by }));
}

interface Places {
  readonly rows: readonly (readonly string[])[];
  readonly row: ReadonlyMap<string, number>;
}

/** The picture. Steps that are never reached stand in a row of their own below. */
export function layOut(script: Script): Graph {
  const steps = new Map(script.steps.map((step) => [step.id, step]));
  const links = script.steps.flatMap(linksOf).filter(({ to }) => steps.has(to));
  const back = backLinks(script.start, links);
  const row = rowsOf(script, links, back);
  // An edge over several rows bends in each of them, so that it passes beside what stands there.
  const bends = new Map<Link, readonly string[]>();
  const place = new Map(row);
  for (const link of links) {
    const [from, to] = [row.get(link.from)!, row.get(link.to)!];
    if (back.has(link) || to - from < 2) continue;
    const names = Array.from({ length: to - from - 1 }, (_, i) => `${link.from} ${link.to} ${i}`);
    for (const [i, name] of names.entries()) place.set(name, from + 1 + i);
    bends.set(link, names);
  }
  const chains = links
    .filter((link) => !back.has(link))
    .map((link) => [link.from, ...(bends.get(link) ?? []), link.to]);
  const places = ordered(place, chains);
  const x = columnsOf(places, steps);
  const at = (name: string): readonly [number, number] => [
    x.get(name)!,
    margin + nodeHeight / 2 + places.row.get(name)! * down,
  ];
  const right = Math.max(...x.values()) + nodeWidth / 2;
  const edges = links.map((link): GraphEdge => {
    const isBack = back.has(link);
    const [from, to] = [at(link.from), at(link.to)];
    const points = isBack
      ? [from, [right + margin, (from[1] + to[1]) / 2] as const, to]
      : [from, ...(bends.get(link) ?? []).map(at), to];
    return { ...link, isBack, points };
  });
  return {
    width: right + margin + (back.size > 0 ? 2 * margin : 0),
    height: 2 * margin + nodeHeight + (places.rows.length - 1) * down,
    nodes: script.steps.map((step) => {
      const [left, top] = at(step.id);
      return { step, x: left, y: top };
    }),
    edges,
  };
}

/** Links to a step that is on the way already, found by going down first. */
function backLinks(start: string, links: readonly Link[]): ReadonlySet<Link> {
  const out = new Map<string, Link[]>();
  for (const link of links) out.set(link.from, [...(out.get(link.from) ?? []), link]);
  const back = new Set<Link>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const link of out.get(id) ?? []) {
      const seen = state.get(link.to);
      if (seen === 'open') back.add(link);
      else if (seen === undefined) visit(link.to);
    }
    state.set(id, 'done');
  };
  visit(start);
  for (const { from } of links) if (!state.has(from)) visit(from);
  return back;
}

/** The longest way there from the first step, back links left out. */
function rowsOf(
  { start, steps }: Script,
  links: readonly Link[],
  back: ReadonlySet<Link>,
): ReadonlyMap<string, number> {
  const row = new Map([[start, 0]]);
  const ahead = links.filter((link) => !back.has(link));
  // So many rounds at most: without back links no way is longer than there are steps.
  for (let round = 0; round < steps.length; round++) {
    let isSettled = true;
    for (const { from, to } of ahead) {
      const here = row.get(from);
      if (here === undefined || (row.get(to) ?? -1) >= here + 1) continue;
      row.set(to, here + 1);
      isSettled = false;
    }
    if (isSettled) break;
  }
  const below = Math.max(0, ...row.values()) + 1;
  for (const { id } of steps) if (!row.has(id)) row.set(id, below);
  return row;
}

/** Each row in the order of the middles of what leads to it, then of what it leads to. */
function ordered(row: ReadonlyMap<string, number>, chains: readonly string[][]): Places {
  const rows: string[][] = [];
  for (const [name, at] of row) {
    rows[at] ??= [];
    rows[at].push(name);
  }
  const filled = rows.map((each) => each ?? []);
  const [above, below] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const chain of chains) {
    for (let i = 1; i < chain.length; i++) {
      const [from, to] = [chain[i - 1]!, chain[i]!];
      above.set(to, [...(above.get(to) ?? []), from]);
      below.set(from, [...(below.get(from) ?? []), to]);
    }
  }
  for (let sweep = 0; sweep < 4; sweep++) {
    const isDown = sweep % 2 === 0;
    const near = isDown ? above : below;
    const order = isDown ? filled.keys() : [...filled.keys()].reverse();
    for (const at of order) {
      const beside = filled[isDown ? at - 1 : at + 1] ?? [];
      const position = new Map(beside.map((name, index) => [name, index]));
      const middles = new Map(
        filled[at]!.map((name, index) => {
          const known = (near.get(name) ?? []).flatMap((each) => position.get(each) ?? []);
          return [
            name,
            known.length === 0 ? index : known.reduce((sum, each) => sum + each, 0) / known.length,
          ];
        }),
      );
      filled[at]!.sort((a, b) => middles.get(a)! - middles.get(b)!);
    }
  }
  return { rows: filled, row };
}

/** Middles of everything, each row in the middle of the picture. */
function columnsOf(
  { rows }: Places,
  steps: ReadonlyMap<string, Step>,
): ReadonlyMap<string, number> {
  const room = (name: string) => (steps.has(name) ? across : bendWidth);
  const widths = rows.map((names) => names.reduce((sum, name) => sum + room(name), 0));
  const widest = Math.max(across, ...widths);
  const x = new Map<string, number>();
  for (const [index, names] of rows.entries()) {
    let left = margin + (widest - widths[index]!) / 2;
    for (const name of names) {
      x.set(name, left + room(name) / 2);
      left += room(name);
    }
  }
  return x;
}
