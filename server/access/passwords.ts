/**
 * Passwords, kept as argon2id hashes. A hash carries the parameters it was made with, so that they
 * can be raised: who signs in next gets a new one.
 */

import { hash, parseOptions, verify } from '@node-rs/argon2';
import { RequestError } from '../errors.ts';
import { passwordLengthLeast } from '../wire/sign-in.ts';

/** What a guess costs. */
export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/**
 * Second of the settings of the OWASP Password Storage Cheat Sheet: 16 ms and 19 MiB. Raised where
 * machines allow it.
 */
export const defaultPasswordCost: PasswordCost = { memoryKiB: 19_456, passes: 2, lanes: 1 };

/** Characters. */
export const passwordLengthMost = 256;

/** Hashes made at once, and sign-ins that wait for their turn: more are refused. */
const atOnceMax = 2;
const waitingMax = 500;

export class Passwords {
  readonly #cost: PasswordCost;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** What the password of nobody is compared with. */
  #decoy: Promise<string> | undefined;

  constructor(cost: PasswordCost = defaultPasswordCost) {
    this.#cost = cost;
  }

  /** Throws `password-weak` for one that is too short, too long, or the name itself. */
  async hash(password: string, name: string): Promise<string> {
    const text = normalized(password);
    const length = [...text].length;
    if (length < passwordLengthLeast || length > passwordLengthMost) {
      const sentence = `A password has ${passwordLengthLeast} to ${passwordLengthMost} characters.`;
      throw new RequestError('password-weak', sentence, { length, least: passwordLengthLeast });
    }
    if (text.toLowerCase().includes(name.toLowerCase()) && length < 2 * name.length) {
      throw new RequestError('password-weak', 'The password is hardly more than the name.');
    }
    return this.#inTurn(() => this.#hash(text));
  }

  /**
   * Whether it is the password of this hash. Without a hash it takes as long and is false: time
   * does not tell which names there are. Rejects with `sign-in-busy` when too many wait.
   */
  async matches(password: string, hashed: string | undefined): Promise<boolean> {
    const text = normalized(password);
    return this.#inTurn(async () => {
      this.#decoy ??= this.#hash('nobody has this password');
      const isRight = await verify(hashed ?? (await this.#decoy), text);
      return isRight && hashed !== undefined;
    });
  }

  /** Hashes one that was found right a moment ago. */
  again(password: string): Promise<string> {
    return this.#inTurn(() => this.#hash(normalized(password)));
  }

  /** Whether a hash was made at a lower cost than hashes are made now. */
  isCheap(hashed: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(hashed);
    const { memoryKiB, passes, lanes } = this.#cost;
    return memoryCost < memoryKiB || timeCost < passes || parallelism < lanes;
  }

  #hash(text: string): Promise<string> {
    const { memoryKiB, passes, lanes } = this.#cost;
    // The package's own default is argon2id, version 1.3.
    return hash(text, { memoryCost: memoryKiB, timeCost: passes, parallelism: lanes });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= atOnceMax) {
      if (this.#waiting.length >= waitingMax) {
        throw new RequestError('sign-in-busy', 'Too many are signing in; try again soon.');
      }
      // Whoever ends hands its place over.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}

/** One form of what can be typed in several, on keyboards and phones. */
const normalized = (password: string): string => password.normalize('NFKC');
