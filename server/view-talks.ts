/** Conversations as people see them: hold, mute, consultations, supervisors. */

import type { Ms, OfferId } from '../core/routing/ids.ts';
import type { Note } from './journal-lines.ts';
import type { OfferView, SupervisionView } from './view-types.ts';

/** Takes in a note, if it is about a conversation. Cost: a look-up; of a supervision O(offers). */
export function noteTalk(offers: ReadonlyMap<OfferId, OfferView>, note: Note, at: Ms): void {
  switch (note.type) {
    case 'hold-changed':
      held(offers.get(note.offer), note.on, at);
      return;
    case 'mute-changed':
      muted(offers.get(note.offer), note.on);
      return;
    case 'talk-ordered': {
      const offer = offers.get(note.offer);
      if (!offer || note.act !== 'consult') return;
      offer.consult ??= { with: note.to ?? '', state: 'calling', since: at };
      return;
    }
    case 'consult-changed': {
      const offer = offers.get(note.offer);
      const { with: party = '' } = offer?.consult ?? {};
      if (offer) offer.consult = { with: party, state: note.state, since: at };
      return;
    }
    case 'consult-ended':
      delete offers.get(note.offer)?.consult;
      return;
    case 'talk-failed': {
      const offer = offers.get(note.offer);
      if (note.act === 'consult' && offer?.consult?.state === 'calling') delete offer.consult;
      return;
    }
    case 'supervision-ordered':
      ordered(offers, note, at);
      return;
    case 'supervision-changed':
      change(offers, note.supervision, (each) => ({
        ...each,
        ...(note.state === 'ringing' ? {} : { mode: note.state }),
        state: note.state === 'ringing' ? 'ringing' : 'listening',
        since: at,
      }));
      return;
    case 'supervision-ended':
      change(offers, note.supervision, () => undefined);
      return;
    default:
  }
}

function held(offer: OfferView | undefined, on: boolean, at: Ms): void {
  if (!offer) return;
  if (on) offer.heldSince ??= at;
  else if (offer.heldSince !== undefined) {
    offer.heldMs += at - offer.heldSince;
    delete offer.heldSince;
  }
}

function muted(offer: OfferView | undefined, on: boolean): void {
  if (!offer) return;
  if (on) offer.muted = true;
  else delete offer.muted;
}

function ordered(
  offers: ReadonlyMap<OfferId, OfferView>,
  note: Extract<Note, { readonly type: 'supervision-ordered' }>,
  at: Ms,
): void {
  const offer = offers.get(note.offer);
  // Another mode of one that listens is told when it is so.
  if (!offer || offer.supervisions?.some(({ id }) => id === note.supervision)) return;
  const { supervision: id, by, phone, mode } = note;
  const one: SupervisionView = { id, by, phone, mode, state: 'calling', since: at };
  offer.supervisions = [...(offer.supervisions ?? []), one];
}

function change(
  offers: ReadonlyMap<OfferId, OfferView>,
  id: number,
  to: (supervision: SupervisionView) => SupervisionView | undefined,
): void {
  const offer = offerOfSupervision(offers, id);
  if (!offer?.supervisions) return;
  const rest = offer.supervisions.flatMap((each) => (each.id === id ? (to(each) ?? []) : each));
  if (rest.length > 0) offer.supervisions = rest;
  else delete offer.supervisions;
}

/** The conversation that is listened to by this supervision; undefined: none any more. */
export function offerOfSupervision(
  offers: ReadonlyMap<OfferId, OfferView>,
  supervision: number,
): OfferView | undefined {
  for (const offer of offers.values()) {
    if (offer.supervisions?.some(({ id }) => id === supervision)) return offer;
  }
  return undefined;
}
