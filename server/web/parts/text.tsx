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
  <bdi class={`foreign ${name ?? ''}`} title={text.length > 60 ? text : undefined}>
    {visible(text)}
  </bdi>
);

/** Control characters as the pictures Unicode has for them: unseen, they could hide something. */
export const visible = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\u2421');
