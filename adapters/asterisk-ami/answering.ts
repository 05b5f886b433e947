/** Phones that are told to answer, over the manager interface: rule 34 of the port. */

import type { Clock } from '../clock.ts';
import { AmiConnection } from './connection.ts';
import type { AmiAddress } from './link.ts';
import type { AmiAsker } from './questions.ts';

const noNotify = 'Asterisk has no PJSIPNotify: load res_pjsip_notify.so';
const mayNotNotify =
  'the user of AMI may not tell phones to answer: it needs `system` among its `write` rights';
const away = 'Asterisk’s manager interface is away; press the key of the phone';

/** Makes the phone, `PJSIP/1001`, answer what rings; gives why it could not be told to. */
export async function tellToAnswer(ami: AmiAsker, phone: string): Promise<string | undefined> {
  const [technology, endpoint] = phone.split('/');
  if (technology !== 'PJSIP' || endpoint === undefined) {
    return `${phone} is no phone of PJSIP: it cannot be told to answer`;
  }
  return refusal(ami, { Action: 'PJSIPNotify', Endpoint: endpoint, Variable: 'Event=talk' });
}

/**
 * Why this Asterisk and its user of AMI tell no phone to answer; undefined: they do. An action that
 * is not there is refused in other words than one that is not allowed.
 */
export async function whyNoAnswering(ami: AmiAsker): Promise<string | undefined> {
  const why = (await refusal(ami, { Action: 'PJSIPNotify' })) ?? '';
  if (/unknown command/i.test(why)) return noNotify;
  return /permission denied/i.test(why) ? mayNotNotify : undefined;
}

/** In Asterisk's own words; undefined: it was done. */
export async function refusal(
  ami: AmiAsker,
  action: Parameters<AmiAsker['ask']>[0],
): Promise<string | undefined> {
  try {
    await ami.ask(action);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

export interface AnswerLineOptions {
  readonly address: Omit<AmiAddress, 'tls'>;
  readonly clock: Clock;
  /** Told when `cannot` has become another. */
  readonly onChange: () => void;
  /** Told once for each time it is away, in words that say what to do. */
  readonly onTrouble: (trouble: string) => void;
}

/** The manager interface beside ARI, which cannot tell phones to answer. */
export class AnswerLine {
  readonly #ami: AmiConnection;
  readonly #onChange: () => void;
  /** Resolves when it is known for the first time whether phones can be told. */
  readonly #known: Promise<void>;
  #know: () => void = () => {};
  #cannot: string | undefined;
  #told = false;

  constructor({ address, clock, onChange, onTrouble }: AnswerLineOptions) {
    this.#onChange = onChange;
    this.#known = new Promise((resolve) => {
      this.#know = resolve;
    });
    this.#ami = new AmiConnection({
      ...address,
      clock,
      onUp: () => void this.#up(),
      onDown: () => this.#learnt(away),
      onTrouble: (trouble) => {
        this.#learnt(away);
        if (!this.#told) onTrouble(trouble);
        this.#told = true;
      },
    });
  }

  /** Why phones cannot be told to answer now; undefined: they can, or it is not known yet. */
  get cannot(): string | undefined {
    return this.#cannot;
  }

  start(): void {
    this.#ami.start();
  }

  stop(): void {
    this.#ami.stop();
    this.#know();
  }

  /** As `tellToAnswer`. */
  async pickUp(phone: string): Promise<string | undefined> {
    await this.#known;
    return this.#cannot ?? tellToAnswer(this.#ami, phone);
  }

  async #up(): Promise<void> {
    this.#told = false;
    const why = await whyNoAnswering(this.#ami);
    if (this.#ami.isUp) this.#learnt(why);
  }

  #learnt(why: string | undefined): void {
    this.#know();
    if (this.#cannot === why) return;
    this.#cannot = why;
    this.#onChange();
  }
}
