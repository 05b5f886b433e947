/**
 * Why a number is not dialled: one word for each, in the order in which they are looked at, so that
 * the first that stands in the way is the primary one. The words are API: logs, reports and tests
 * name them; never renamed.
 */

/** The steps of the decision, and the reasons each may give. */
export const reasonsByStep = {
  /** 1: tenant and campaign live. */
  standing: ['tenant-suspended', 'campaign-paused', 'campaign-ended', 'campaign-not-begun'],
  /** 2: class of the call and jurisdiction. */
  jurisdiction: ['place-unknown', 'no-pack', 'forbidden', 'licence-missing'],
  /** 3: suppression. */
  suppression: ['refused-wide', 'refused-client', 'refused-product', 'registry-listed'],
  /** 4: consent, with its proof and expiry. */
  consent: ['number-reassigned', 'consent-withdrawn', 'consent-expired', 'consent-missing'],
  /** 5: hours, with holidays and the tail of the ringing. */
  hours: ['holiday', 'outside-hours', 'never-open'],
  /** 6: ledgers of attempts. */
  attempts: [
    'attempts-to-number',
    'attempts-to-person',
    'rest-after-refusal',
    'rest-after-abandoned',
    'rest-after-machine',
  ],
  /** 7: the number shown. */
  callerId: [
    'caller-id-withheld',
    'caller-id-not-ours',
    'caller-id-unanswered',
    'caller-id-forbidden',
  ],
  /** 8: age of the copies looked into. */
  freshness: ['registry-not-checked', 'registry-stale', 'reassignment-not-checked'],
  /** 9: pacing. */
  pacing: ['pacing-held'],
} as const;

/** One step of the decision. */
export type Step = keyof typeof reasonsByStep;
/** One reason; see `reasonsByStep`. */
export type Reason = (typeof reasonsByStep)[Step][number];

/** The steps in order. */
export const steps = Object.keys(reasonsByStep) as readonly Step[];
/** All reasons, in the order they are looked at. */
export const reasons: readonly Reason[] = Object.values(reasonsByStep).flat();
