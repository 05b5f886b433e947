/** How many people a segment has, and who they are: asked of the people as they are now. */

import type { Segment } from '../../config/segment.ts';
import type { Database } from './database.ts';
import { type SegmentFrame, scoreSql, whereSql } from './segment-sql.ts';
import { sql } from './sql.ts';

export interface SegmentPerson {
  readonly id: number;
  readonly name: string;
  readonly score: number;
}

export class Segments {
  readonly #database: Database;
  readonly #tenant: number;
  readonly #now: () => number;

  constructor(database: Database, tenant: number, now: () => number) {
    this.#database = database;
    this.#tenant = tenant;
    this.#now = now;
  }

  /** Cost: one pass over the people, about a microsecond each with SQLite. */
  async count(segment: Segment): Promise<number> {
    const [row] = await this.#database.query<{ n: number }>(
      sql`select count(*) as n from person where ${whereSql(segment, this.#frame())}`,
    );
    return row!.n;
  }

  /** The people who would be called first, in that order. */
  first(segment: Segment, limit: number): Promise<SegmentPerson[]> {
    const frame = this.#frame();
    return this.#database.query<SegmentPerson>(sql`
      select id, name, ${scoreSql(segment, frame)} as score from person
      where ${whereSql(segment, frame)} order by score desc, id limit ${limit}`);
  }

  #frame(): SegmentFrame {
    return { tenant: this.#tenant, now: this.#now() };
  }
}
