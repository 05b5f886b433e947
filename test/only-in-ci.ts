/**
 * What `npm test` leaves to `npm test -- --all`, which `.ci/run` runs: a second version of a
 * switch, or a second way to it, where another of the same rules stays; and sweeps over everything
 * where each part has a test of its own. A quarter of an hour is what people wait for.
 */

export const onlyInCi = [
  // The contract stays on 22 by WebSocket, on 16 by AMI, on the loopback of 22 and simulated.
  'test/contract/asterisk-16.test.ts',
  'test/contract/asterisk-22-http.test.ts',
  'test/contract/asterisk-ami-22.test.ts',
  'test/contract/ari-loopback-16.test.ts',
  'test/contract/ari-likeness.test.ts',
  // On 22 they stay.
  'test/asterisk/outage-16.test.ts',
  'test/asterisk/observe-16.test.ts',
  // Every page in every state and look; pages have their own tests of keys and texts.
  'test/web/axe.test.ts',
  'test/web/hostile.test.ts',
  // Whole shifts and revisions.
  'test/bench/compare.test.ts',
  'test/campaigns/blending.test.ts',
];
