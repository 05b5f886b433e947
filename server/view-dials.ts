/** People who are being called for campaigns, as they are now, kept from the notes about them. */

import type { CallId, Ms } from '../core/routing/ids.ts';
import type { Note } from './journal-lines.ts';
import type { AttemptView, DialView } from './view-types.ts';

export class DialBook {
  /** Being called. */
  readonly dials = new Map<CallId, DialView>();
  /** Whose calls are callers by now: until the call is forgotten. */
  readonly #answered = new Map<CallId, AttemptView>();

  load(dials: readonly DialView[] = []): void {
    this.dials.clear();
    for (const dial of dials) this.dials.set(dial.call, { ...dial });
  }

  snapshot(): readonly DialView[] {
    return [...this.dials.values()].map((dial) => ({ ...dial }));
  }

  note(note: Note, at: Ms): void {
    switch (note.type) {
      case 'dialled': {
        const { type: _, ...dial } = note;
        this.dials.set(note.call, { ...dial, dialledAt: at });
        return;
      }
      case 'dial-rang': {
        const dial = this.dials.get(note.call);
        if (dial) dial.rangAt ??= at;
        return;
      }
      case 'dial-answered': {
        const dial = this.dials.get(note.call);
        if (dial) this.#answered.set(note.call, { attempt: dial.attempt, campaign: dial.campaign });
        this.dials.delete(note.call);
        return;
      }
      case 'dial-ended':
        this.dials.delete(note.call);
        return;
      default:
    }
  }

  /** The attempt a caller was reached by; asked once, when the call comes to be. */
  takeAnswered(call: CallId): AttemptView | undefined {
    const attempt = this.#answered.get(call);
    this.#answered.delete(call);
    return attempt;
  }
}
