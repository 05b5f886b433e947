/** A phone that is a page: `/me/softphone`. */

/** `GET`: which phone it is. */
export interface SoftphoneAnswer {
  /** What the agent signs in at: `PJSIP/w1001`; null: the configuration gives none. */
  readonly phone: string | null;
}

/** `POST`: what the page registers with. */
export interface SoftphoneAccess {
  readonly phone: string;
  /** SIP over WebSocket: `wss://pbx.example.com/ws`. */
  readonly url: string;
  readonly user: string;
  /** May be void once somebody else has asked. */
  readonly password: string;
}
