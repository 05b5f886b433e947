/** Something asked of the server from one place of a page; why it was refused is said there. */

import { type Signal, useSignal } from '@preact/signals';
import { refusalText } from '../words/refusals.ts';

export interface Asking {
  readonly failure: Signal<string>;
  readonly isBusy: Signal<boolean>;
  /** Gives whether it was done. */
  ask(work: () => Promise<unknown>): Promise<boolean>;
}

export function useAsking(): Asking {
  const failure = useSignal('');
  const isBusy = useSignal(false);
  return {
    failure,
    isBusy,
    async ask(work) {
      isBusy.value = true;
      try {
        await work();
        failure.value = '';
        return true;
      } catch (error) {
        failure.value = refusalText(error);
        return false;
      } finally {
        isBusy.value = false;
      }
    },
  };
}

/** Why the last thing asked for was not done. Always there, so that it is read out. */
export const Failure = ({ of }: { readonly of: Asking }) => (
  <p role="alert" class={of.failure.value === '' ? 'unseen' : 'failure'}>
    {of.failure.value !== '' && (
      <>
        ⚠ <bdi>{of.failure.value}</bdi>
      </>
    )}
  </p>
);
