/**
 * The record of waits: what each queue has learned of how long its callers wait, and what it
 * expects of the next. This page is the rule both routers follow; `docs/routing-rules.md`, part 13,
 * says when they tell it what. The functions stand in the files named below; import them from here.
 *
 * Telling and asking. The router writes `record.clock[0] = now`, then calls. Waits and handling
 * times are whole milliseconds from 0 to `WAIT_MS_MAX`. `ahead` is how many calls will be served
 * before this one as far as its own queue goes, or `AGENT_READY` (−1) when an agent is ready.
 *
 * Four methods (`expected-wait.ts`), each of which may know nothing:
 * - `queue-length`: Σ 1/(agents/handling + i·impatience), i = 0 … ahead, with effective agents; the
 *   handling time is 90 s until learned. Needs no history: a cold queue goes by it.
 * - `same-length`: mean wait of those who found a line of about this length.
 * - `last-served`: wait of the last who had to wait and was answered, for 30 minutes.
 * - `scaled-length`: queue-length times (mean real wait / mean it had expected), a quarter to four
 *   times: what queue-length cannot know (other queues' classes, slow phones) is made good.
 *
 * Which one. Of the methods that know something now, the one with the least rolling error; those
 * compared less than ten times come after those that have been, in the order above, with
 * queue-length first. Nothing at all is expected while nobody is there to answer.
 *
 * Rolling figures are plain means of the first, then exponentially weighted: waits by length 1/16;
 * handling time, error, bias, spread, scale and patience 1/128. Errors come in long runs (one busy
 * hour makes a hundred alike), so that shorter memories choose by chance: `bench/expected-wait.ts`
 * shows it. Work counts in windows of five minutes, and a quarter of its weight is lost with each
 * that begins.
 *
 * Callers who give up are censored observations: `learnAbandoned` says what they teach.
 *
 * The band (`wait-band.ts`) is expected + (low … high) × usual error at such a wait, rounded
 * outwards to steps people speak in. Its ends move so that one caller in ten waits less than was
 * announced, one in eight longer. It is not announced when unsure.
 *
 * Sources. Ibrahim & Whitt, "Real-time delay estimation based on delay history", M&SOM 11 (2009),
 * and "… in overloaded multiserver queues with abandonments", Management Science 55 (2009): QL,
 * QLa, LES. Thiongane, Chan & L'Ecuyer, "New history-based delay predictors for service systems",
 * WSC 2016: averages conditional on length in multi-skill centres. Brown et al., "Statistical
 * analysis of a telephone call center", JASA 100 (2005): patience from censored waits. Genesys
 * Engage: effective portion, 90 s. Gibbs & Candès, "Adaptive conformal inference", NeurIPS 2021:
 * the band.
 */

export {
  biasOf,
  errorOf,
  expectAtJoin,
  expectedWait,
  handleTimeOf,
  loadOf,
  methodOf,
  writeLoads,
} from './expected-wait.ts';
export {
  AGENT_READY,
  createWaitRecord,
  METHODS,
  type MethodName,
  methodNames,
  WAIT_MS_MAX,
  type WaitRecord,
} from './record-columns.ts';
export {
  type MethodSnapshot,
  type QueueForecastSnapshot,
  restoreRecord,
  storeRecord,
} from './record-snapshot.ts';
export { band, type WaitBand, writeBand } from './wait-band.ts';
export {
  learnAbandoned,
  learnAnswered,
  learnHandled,
  learnOutcome,
  serviceLevelIsBelow,
  serviceLevelOf,
} from './wait-learning.ts';
