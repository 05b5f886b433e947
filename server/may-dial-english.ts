/** Why a number is not dialled, in English: what it is, since when, what to do about it. */

import type { Reason } from '../core/outreach/may-dial/reasons.ts';

/**
 * `{place}`, `{since}`, `{until}`, `{proof}` are filled in; a sentence whose word is missing is
 * left out.
 */
export interface Sentences {
  readonly what: string;
  readonly since: string;
  readonly act: string;
}

const waits = 'It is dialled by itself from {until}.';

export const english: Readonly<Record<Reason, Sentences>> = {
  'tenant-suspended': {
    what: 'The client is suspended.',
    since: '',
    act: 'Lift the suspension before anything is dialled for it.',
  },
  'campaign-paused': { what: 'The campaign is paused.', since: '', act: 'Start it again.' },
  'campaign-ended': {
    what: 'The campaign has ended.',
    since: 'It ended on {since}.',
    act: 'Give it a later end, or move the lead to another campaign.',
  },
  'campaign-not-begun': { what: 'The campaign has not begun.', since: '', act: waits },
  'place-unknown': {
    what: 'Nobody knows which country the number is in.',
    since: '',
    act: 'Check the number; only numbers of countries with a rule pack are dialled.',
  },
  'no-pack': {
    what: 'There is no rule pack for {place}, where the person may be.',
    since: '',
    act: 'Correct the address or number, or add a pack for that country.',
  },
  forbidden: {
    what: 'Calls of this kind are forbidden in {place}.',
    since: '',
    act: 'Do not call; only a running contract, where the rule says so, allows it.',
  },
  'licence-missing': {
    what: 'A registration or licence is missing that {place} asks for.',
    since: '',
    act: 'Register, then enter the licence in the campaign.',
  },
  'refused-wide': {
    what: 'The person does not want to be called by anybody.',
    since: 'Said on {since} ({proof}).',
    act: 'Do not call.',
  },
  'refused-client': {
    what: 'The person does not want to be called by this client.',
    since: 'Said on {since} ({proof}).',
    act: 'Do not call for this client.',
  },
  'refused-product': {
    what: 'The person does not want to hear of this product.',
    since: 'Said on {since} ({proof}).',
    act: 'Do not call about it.',
  },
  'registry-listed': {
    what: 'The number is on a do-not-call registry of {place}.',
    since: 'The copy looked into is of {since} ({proof}).',
    act: 'Do not call, unless you can show a consent or relationship that the rule accepts.',
  },
  'number-reassigned': {
    what: 'The number has a new owner; the consent was the former one’s.',
    since: 'Found on {since} ({proof}).',
    act: 'Take the number from the person, and ask the new owner for nothing by telephone.',
  },
  'consent-withdrawn': {
    what: 'The consent was taken back.',
    since: 'On {since} ({proof}).',
    act: 'Do not call, unless the person consents anew.',
  },
  'consent-expired': {
    what: 'The consent has expired.',
    since: 'On {since} ({proof}).',
    act: 'Ask for a new one by another way than the telephone.',
  },
  'consent-missing': {
    what: 'The person must have consented first, and there is no consent that counts.',
    since: '',
    act: 'Enter the consent with its proof, dial in a way that needs none, or do not call.',
  },
  holiday: { what: 'It is a holiday in {place}.', since: '', act: waits },
  'outside-hours': {
    what: 'Some place where the telephone may ring is outside its hours, or would be before it stops.',
    since: '',
    act: waits,
  },
  'never-open': {
    what: 'No moment of the next two weeks lies inside the hours of every place it may ring in.',
    since: '',
    act: 'Enter the address with region and time zone, so that fewer places are possible.',
  },
  'attempts-to-number': {
    what: 'The number has been tried as often as {place} allows.',
    since: 'The attempt that counts is of {since}.',
    act: waits,
  },
  'attempts-to-person': {
    what: 'The person has been tried as often as {place} allows, over all numbers.',
    since: 'The attempt that counts is of {since}.',
    act: waits,
  },
  'rest-after-refusal': {
    what: 'The person said no and is left in peace.',
    since: 'Said on {since}.',
    act: waits,
  },
  'rest-after-abandoned': {
    what: 'A call to this number found no agent.',
    since: 'On {since}.',
    act: 'It is dialled from {until}, or sooner with an agent held for it.',
  },
  'rest-after-machine': {
    what: 'A machine seemed to answer.',
    since: 'On {since}.',
    act: 'It is dialled from {until}, or sooner with an agent held for it.',
  },
  'caller-id-withheld': {
    what: 'Our number must be shown in {place}, and would be withheld.',
    since: '',
    act: 'Give the campaign a number to show.',
  },
  'caller-id-not-ours': {
    what: 'The number to be shown is not this client’s, or the right to it is not proved.',
    since: '',
    act: 'Choose a number of the client, or enter the proof.',
  },
  'caller-id-unanswered': {
    what: 'Who calls the number shown back is not answered; {place} asks for that.',
    since: '',
    act: 'Lead the number to a queue or an announcement that takes refusals.',
  },
  'caller-id-forbidden': {
    what: 'Numbers of this kind may not be shown in {place}.',
    since: '',
    act: 'Choose another number to show.',
  },
  'registry-not-checked': {
    what: 'The number was not looked up in a do-not-call registry of {place}.',
    since: '',
    act: 'Load the registry.',
  },
  'registry-stale': {
    what: 'The copy of a do-not-call registry of {place} is too old.',
    since: 'It is of {since} ({proof}).',
    act: 'Load a newer one; until then nobody is called by it.',
  },
  'reassignment-not-checked': {
    what: 'Nobody has asked lately whether the number has a new owner.',
    since: 'Last asked on {since}.',
    act: 'Ask the database of reassigned numbers.',
  },
  'pacing-held': {
    what: 'The budget of calls that may find no agent is spent.',
    since: '',
    act: 'It is dialled from {until}, or sooner with an agent held for it.',
  },
};
