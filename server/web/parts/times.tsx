import { language } from '../language.ts';

/** A moment as people write it, in the language shown and the zone of this machine. */
export const momentText = (at: number): string =>
  new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);

/** A moment; null shows what stands for none. */
export const Moment = ({
  at,
  none = '–',
}: {
  readonly at: number | null;
  readonly none?: string;
}) =>
  at === null ? (
    <span>{none}</span>
  ) : (
    <time dateTime={new Date(at).toISOString()}>{momentText(at)}</time>
  );
