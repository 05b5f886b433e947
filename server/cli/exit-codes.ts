/** Exit codes of `tsunagi`. They are API. */
export const exitCodes = {
  ok: 0,
  /** What was asked about is wrong: errors in the configuration, an unknown call. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The server cannot start: port taken, journal damaged or in use, no switch. */
  cannotStart: 3,
  /** The running server could not be reached, or refused the key. */
  noServer: 4,
  /** Our own bug stopped routing; the journal is kept. Start again. */
  broken: 70,
} as const;

export const exitCodesHelp = `
Exit codes: 0 done · 1 what was asked about is wrong · 2 wrong command line · 3 the server cannot start
4 no running server could be asked · 70 the router broke one of its own rules (journal kept; start again)`;
