/** What a bench is: a function from an order to figures, run in a process of its own. */

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
  readonly unit: 'µs' | '/s' | '×' | 'units' | 'MiB' | '';
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
