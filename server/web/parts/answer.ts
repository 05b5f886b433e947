/** An answer of the server as a component shows it. */

import { useCallback, useEffect, useState } from 'preact/hooks';
import { get, Refusal } from '../api.ts';

export interface Answered<Answer> {
  /** Undefined: not there yet. What was there stays while it is asked anew. */
  readonly value: Answer | undefined;
  /** Why it is not there. */
  readonly refusal: Refusal | undefined;
  /** Asks anew. */
  readonly again: () => void;
}

/** Asks for a path when the component appears, when the path changes, and when told to. */
export function useAnswer<Answer>(path: string): Answered<Answer> {
  const [state, setState] = useState<Omit<Answered<Answer>, 'again'>>(none);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isWanted = true;
    get<Answer>(path).then(
      (value) => isWanted && setState({ value, refusal: undefined }),
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        if (isWanted) setState(({ value }) => ({ value, refusal: error }));
      },
    );
    // An answer that is overtaken by the next question is not shown.
    return () => {
      isWanted = false;
    };
  }, [path, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, again };
}

const none = { value: undefined, refusal: undefined };
