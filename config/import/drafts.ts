/** What is being made: the configuration as plain maps, and a queue on its way into it. */

import type { Dialplan } from './dialplan.ts';
import { IdMaker } from './ids.ts';
import type { OptionName } from './option-table.ts';
import type { QueueSource, Seat, Setting, SourceError } from './source.ts';

/** What YAML holds. */
export type Yaml = null | string | number | boolean | readonly Yaml[] | YamlMap;
export type YamlMap = { [key: string]: Yaml };

/** Things queues share: where calls go, and what is said. */
export class Shared {
  readonly announcements: YamlMap = {};
  readonly targets: YamlMap = {};
  readonly #ids = { announcement: new IdMaker('announcement'), target: new IdMaker('target') };
  readonly #known = new Map<string, string>();

  /** Id of the announcement that plays a sound of Asterisk. */
  announcementOf(sound: string): string {
    return this.#once(`announcement ${sound}`, () => {
      const id = this.#ids.announcement.idFor(sound.replace(/^.*\//, ''));
      this.announcements[id] = `sound:${sound}`;
      return id;
    });
  }

  /** Id of the target that is an extension of the dialplan. */
  targetOf(context: string, extension: string): string {
    return this.#once(`target ${context},${extension}`, () => {
      const word = extension.replace('*', 'star').replace('#', 'hash');
      const id = this.#ids.target.idFor(`${context}-${word}`);
      this.targets[id] = { extension, context };
      return id;
    });
  }

  #once(key: string, make: () => string): string {
    const id = this.#known.get(key) ?? make();
    this.#known.set(key, id);
    return id;
  }
}

/** Something said while a caller waits. */
export interface Saying {
  readonly atSeconds: number;
  readonly announcement: string;
}

/** A queue on its way: what is read of it, and what it becomes. */
export interface QueueDraft {
  readonly id: string;
  readonly source: QueueSource;
  /** The line that counts, by option. */
  readonly values: ReadonlyMap<OptionName, Setting>;
  readonly general: ReadonlyMap<OptionName, Setting>;
  /** Who serves it, each phone once, ranks as they count. */
  readonly seats: readonly Seat[];
  /** Some of its agents serve other queues, too. */
  readonly sharesAgents: boolean;
  /** Longest wait in seconds. */
  readonly longestSeconds: number;
  readonly dialplan: Dialplan | undefined;
  readonly shared: Shared;
  readonly errors: SourceError[];
  /** Keys of the queue in our configuration. */
  readonly yaml: YamlMap;
  readonly exits: YamlMap;
  readonly sayings: Saying[];
}

/** Numbers of seconds as we write durations: `90` is `1m30s`. */
export function secondsText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('') || '0s';
}
