/** People as they are written and read. */

/** E.164 without plus, as a number: 81312345678. */
export type PhoneNumber = number;
export type NumberKind = 'mobile' | 'fixed' | 'voip' | 'toll-free' | 'other';
export type Attribute = string | number | boolean;

export interface NumberDraft {
  readonly number: PhoneNumber;
  readonly kind: NumberKind;
  /** As it was written where it came from. */
  readonly written: string;
}

export interface Address {
  /** home, work, delivery, …: one of each kind. */
  readonly kind: string;
  readonly country?: string;
  readonly postalCode?: string;
  /** Prefecture or state. */
  readonly region?: string;
  readonly city?: string;
  readonly street?: string;
}

export interface Purchase {
  /** The firm's number of the order; lines of one order count as one order. */
  readonly orderKey?: string;
  readonly product?: string;
  readonly quantity?: number;
  /** In the smallest unit of the currency: yen, cents. */
  readonly amount: number;
  readonly currency?: string;
  /** Epoch ms. */
  readonly boughtAt: number;
}

/** What is plainly a text of a person. */
export const personTexts = ['name', 'kana', 'company', 'email', 'zone', 'language'] as const;
export type PersonTexts = Readonly<Record<(typeof personTexts)[number], string>>;

/** What is known of a person at some point; what is absent is not known, and erases nothing. */
export interface PersonDraft extends Partial<PersonTexts> {
  /** The firm's own number of this customer. */
  readonly customerKey?: string;
  readonly numbers?: readonly NumberDraft[];
  readonly addresses?: readonly Address[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly purchases?: readonly Purchase[];
}

export interface PersonNumber extends NumberDraft {
  /** Dead: three attempts in a row found no such number. */
  readonly state: 'ok' | 'dead';
}

/** Sums over what a person has bought and how often they were called. Times are epoch ms. */
export interface Figures {
  readonly orders: number;
  readonly spent: number;
  readonly firstOrderAt: number | null;
  readonly lastOrderAt: number | null;
  readonly attempts: number;
  readonly lastAttemptAt: number | null;
  /** Attempts in which a person spoke with an agent. */
  readonly talks: number;
  readonly lastTalkAt: number | null;
  readonly complaintsOpen: number;
}

export interface Person extends PersonTexts {
  readonly id: number;
  readonly customerKey: string | null;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly figures: Figures;
  /** In the order in which they are to be tried. */
  readonly numbers: readonly PersonNumber[];
  readonly addresses: readonly Required<Address>[];
  readonly erasedAt: number | null;
}
