/** Everything has a limit. Tables are allocated once, at these sizes. */
export interface Limits {
  /**
   * Calls the router holds at one time: waiting, ringing, talking. One more is refused
   * (`over-limit`).
   */
  readonly callsMax: number;
  /**
   * Agents excluded from one call at one time; the exclusion that ends first is dropped to make
   * room.
   */
  readonly exclusionsMax: number;
  /** Queue-to-queue moves one fact may cause before the call is sent back to the dialplan. */
  readonly hopsMax: number;
  /** Queues one call may wait in at the same time; further ones are ignored. */
  readonly placesMax: number;
  /** An offer whose phone does not start to ring within this time is `unreachable`. */
  readonly setUpMs: number;
  /** A withdrawn offer whose end the switch never tells is given up after this time. */
  readonly withdrawMs: number;
  /** An answered offer that is not connected within this time has failed. */
  readonly connectMs: number;
  /** An unreachable agent is tried again after this time if the switch tells nothing. */
  readonly unreachableMs: number;
  /** An agent who signs in counts as having been occupied like its equals for this long. */
  readonly fairStartMs: number;
}

/** Enough for a centre of ten thousand agents. */
export const defaultLimits: Limits = {
  callsMax: 16_384,
  exclusionsMax: 8,
  hopsMax: 8,
  placesMax: 4,
  setUpMs: 8_000,
  withdrawMs: 5_000,
  connectMs: 5_000,
  unreachableMs: 30_000,
  fairStartMs: 1_800_000,
};
