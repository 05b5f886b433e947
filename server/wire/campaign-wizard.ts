/** What the page of a new campaign offers, and what it says before the first call. */

import type { Named } from './desk.ts';

/** `GET /campaign-choices`. */
export interface CampaignChoices {
  /** Whose campaign it will be. */
  readonly tenant: string;
  readonly queues: readonly { readonly id: string; readonly name: Named }[];
  readonly trunks: readonly string[];
  /** Those that may be shown: E.164 with a plus. */
  readonly callerIds: readonly string[];
  readonly country: string;
  readonly countries: readonly string[];
  /** By country, by legal class: what the rules say of hours, in words. */
  readonly hours: Readonly<Record<string, Readonly<Record<string, readonly Named[]>>>>;
}

/** `GET /campaigns/:campaign/outlook`: what would become of its leads if it began now. */
export interface CampaignOutlook {
  /** So many of its leads were looked at. */
  readonly looked: number;
  /** The rules allow a call now. */
  readonly free: number;
  readonly blocked: readonly {
    readonly reason: string;
    readonly people: number;
    /** In force for the first of them. */
    readonly text: { readonly en: string; readonly ja: string };
  }[];
}
