/** Going through the rows of tables by key: the row's own button has the focus. */

/** Marks the one button of a row that keys go to. */
export const rowButton = 'row-button';

/** The next or the one before; the first or the last at the ends. */
export function stepRow(by: 1 | -1): void {
  const here = document.activeElement;
  const table = here?.closest('table') ?? document.querySelector('main table');
  const buttons = [...(table?.querySelectorAll<HTMLElement>(`.${rowButton}`) ?? [])];
  const at = buttons.indexOf(here as HTMLElement);
  const next = at < 0 ? 0 : Math.min(buttons.length - 1, Math.max(0, at + by));
  buttons[next]?.focus();
}

/** The first row of the section with this id. */
export function firstRow(section: string): void {
  const place = document.getElementById(section);
  const button = place?.querySelector<HTMLElement>(`.${rowButton}`);
  (button ?? place)?.focus();
  place?.scrollIntoView({ block: 'nearest' });
}
