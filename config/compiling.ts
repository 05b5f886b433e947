/** What every part of the compiler is given. */

import type { Ms } from '../core/routing/ids.ts';
import type { Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import type { ShapeResult } from './shape.ts';
import type { Tenancy } from './tenancy.ts';

export interface CompileOptions {
  /** Where secrets come from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Decides which hours are open in the policy, and which holidays are over. */
  readonly now: Ms;
}

/** Everything a part of the compiler needs. */
export interface Compiling extends CompileOptions {
  readonly input: ConfigInput;
  readonly report: Report;
  readonly tenancy: Tenancy;
  readonly isDamaged: ShapeResult['isDamaged'];
}
