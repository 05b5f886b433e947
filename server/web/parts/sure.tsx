/** Asked twice: what nothing brings back. */

import { common } from '../words/common.ts';

export interface SureProps {
  readonly question: string;
  readonly yes: () => void;
  readonly no: () => void;
}

/** The hands are on *no*: who presses Enter twice has done nothing. */
export function Sure({ question, yes, no }: SureProps) {
  const words = common.value;
  return (
    <div role="alertdialog" aria-label={question} class="sure">
      <p>{question}</p>
      <button type="button" class="danger" onClick={yes}>
        {words.yes}
      </button>
      <button type="button" class="secondary" ref={(button) => button?.focus()} onClick={no}>
        {words.no}
      </button>
    </div>
  );
}
