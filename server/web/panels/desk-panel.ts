/** What stands beside a call on the desk: `sheet.tsx`, `script.tsx`, `faq.tsx`, each a `Panel`. */

import type { Signal } from '@preact/signals';
import type { ContactShown, OfferedShown } from '../../wire/knowledge.ts';

export interface DeskPanelProps {
  /** The conversation that goes on, or the last that is not saved. */
  readonly contact: ContactShown | null;
  /** A call that rings. */
  readonly offered: OfferedShown | null;
  /** Whose call it is, if that is known; null: not, or nobody's. */
  readonly person: number | null;
  /** Whether a search of the FAQ was asked for by key: whoever has the field sets it back. */
  readonly search: Signal<boolean>;
}
