/** What a bench is: a function from an order to figures, run in a process of its own. */

import type { WorldSize } from './world.ts';

export interface ScenarioOrder {
  /** `small` runs in the tests: the same code on a world of dozens instead of a thousand. */
  readonly small: boolean;
  readonly seed: number;
}

export interface Figure {
  /** What a budget names. */
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: 'µs' | 'ns' | '/s' | '×' | 'units' | '';
}

export interface ScenarioResult {
  readonly scenario: string;
  /** The load in words: how many of what, in which proportion. */
  readonly load: readonly string[];
  readonly figures: readonly Figure[];
  /** Of the commands and the final state: equal for equal seeds, whatever the machine. */
  readonly hash: string;
}

export type Scenario = (order: ScenarioOrder) => Promise<ScenarioResult>;

export const figure = (id: string, what: string, value: number, unit: Figure['unit']): Figure => ({
  id,
  what,
  value,
  unit,
});

/** The world in words. */
export const sizeInWords = (size: WorldSize, waitingMean: number): string =>
  `${size.agents} agents × ${size.queues} queues × ${Math.round(waitingMean)} waiting, ` +
  `${size.skills} skills (8 an agent, 1–2 a step), ${size.teams} teams, 3 steps a queue`;
