import { visible } from '../foreign.ts';

/**
 * Text that somebody outside wrote: names, notes, numbers. Shown as text whatever is in it; its
 * direction is its own and does not turn what stands beside it.
 */
export const Foreign = ({
  text,
  class: name,
}: {
  readonly text: string;
  readonly class?: string;
}) => (
  <bdi class={`foreign ${name ?? ''}`} title={text.length > 60 ? visible(text) : undefined}>
    {visible(text)}
  </bdi>
);
