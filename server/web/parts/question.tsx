/** Asked before what cannot be undone. Nobody says yes by an Enter too many; Escape is no. */

import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useKeys } from '../keys.ts';
import { common } from '../words/common.ts';
import { useFocusBack } from './focus-back.ts';

interface QuestionProps {
  readonly asks: string;
  readonly confirm: () => void;
  readonly close: () => void;
}

export function Question({ asks, confirm, close }: QuestionProps) {
  const { yes, no } = common.value;
  const refusal = useRef<HTMLButtonElement>(null);
  const keys = useMemo(() => [{ key: 'Escape', does: no, act: close, isOver: true }], [no]);
  useFocusBack();
  useKeys(keys);
  useLayoutEffect(() => refusal.current?.focus(), []);
  return (
    <div role="alertdialog" aria-label={asks} class="sure">
      <p>{asks}</p>
      <button
        type="button"
        class="danger"
        onClick={() => {
          close();
          confirm();
        }}
      >
        {yes}
      </button>
      <button type="button" class="secondary" ref={refusal} onClick={close}>
        {no}
      </button>
    </div>
  );
}
