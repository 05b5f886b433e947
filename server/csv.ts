/** Lines of CSV (RFC 4180) that a spreadsheet may open: nothing in them is a formula. Pure. */

/** Spreadsheets of Windows take a file for UTF-8 by this mark only. */
export const byteOrderMark = '\ufeff';

/** What begins a formula, in either width (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
/** Telephone numbers and figures compute nothing, and are read again as they are. */
const number = /^[+-][\d ().-]*$/;

/** Text as a cell shows it; an apostrophe before it says that it is no formula. */
export const asText = (text: string): string =>
  formula.test(text) && !number.test(text) ? `'${text}` : text;

/** One line with its end. What people wrote goes through `asText` first. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
