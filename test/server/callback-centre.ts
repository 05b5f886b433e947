/** A centre that calls customers back, for the tests of it. */

import { expect } from 'vitest';
import type { SwitchCommand } from '../../adapters/port.ts';
import { type Centre, centreYaml, compileCentre, newFolder, startCentre } from './centre.ts';

/** Of the caller. */
export const number = '0312345678';
/** Where the customer is dialled. */
export const endpoint = `Local/${number}@callbacks`;

/** The centre with callbacks in its support queue: by key 2, and when three wait. */
const yaml = centreYaml
  .replace('escapes: { "1": voicemail }', 'escapes: { "1": voicemail, "2": call-back }')
  .replace('full: { at: 3, go: voicemail }', 'full: { at: 3, go: call-back }')
  .replace('targets:', 'targets:\n  call-back: { callback: true, otherwise: voicemail }')
  .replace('pause-reasons:', 'announcements:\n  hello: sound:hello\npause-reasons:')
  .replace('    record: true\n', '    record: true\n    callback: { retry: 1m, attempts: 2 }\n');

/** The centre, and what it said. */
export interface Called extends Centre {
  /** What waiting callers were told, in order. */
  readonly said: string[];
}

/** A running centre that calls back; `more` goes into its `callback:`. */
export async function start(
  more = '',
  options: Parameters<typeof startCentre>[0] = {},
): Promise<Called> {
  const folder = options.folder ?? newFolder();
  const callback = `callback: { retry: 1m, attempts: 2${more} }`;
  const own = yaml.replace('callback: { retry: 1m, attempts: 2 }', callback);
  const config = compileCentre(folder, own);
  const centre = await startCentre({ ...options, folder, config });
  // There is such a customer.
  centre.world.phone(endpoint);
  const said: string[] = [];
  const { execute } = centre.port;
  centre.port.execute = (command: SwitchCommand) => {
    if (command.type === 'announce') said.push(command.media.join(' '));
    execute(command);
  };
  return Object.assign(centre, { said });
}

/** A caller enters. */
export const enter = (centre: Centre, caller = number) =>
  centre.world.enter({ args: ['entry', '100'], number: caller, name: 'Mori' });

/** One who has asked for it, confirmed the number and gone. */
export async function asked(centre: Centre) {
  const caller = enter(centre);
  await centre.pass(10_000);
  caller.press('2');
  await centre.pass(500);
  caller.press('1');
  await centre.pass(10_000);
  expect(caller.where).toBe('gone');
  return (await centre.get('/callbacks')).body.callbacks[0];
}
