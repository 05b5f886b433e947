/** Phones told to answer over a manager interface beside ARI, which cannot. */

import { describe, expect, test, vi } from 'vitest';
import { AnswerLine } from '../../adapters/asterisk-ami/answering.ts';
import { AmiScene } from './ami-scene.ts';
import { said } from './ami-server.ts';

const scene = new AmiScene();

function line(port = scene.server.port) {
  const onChange = vi.fn();
  const troubles: string[] = [];
  const address = { host: '127.0.0.1', port, user: 'tsunagi', secret: 'secret' };
  const onTrouble = (trouble: string) => troubles.push(trouble);
  const answers = new AnswerLine({ address, clock: scene.clock, onChange, onTrouble });
  scene.undo.push(() => answers.stop());
  answers.start();
  return { answers, onChange, troubles };
}

/** How Asterisk refuses the action that is asked. */
const refusing = (Message: string) => {
  scene.server.treat = (action) =>
    action.get('action') === 'PJSIPNotify'
      ? said({ Response: 'Error', ActionID: action.text('ActionID'), Message })
      : undefined;
};

describe('a phone told to answer', () => {
  test('is sent Event: talk, as soon as it is known whether phones can be told', async () => {
    refusing('Endpoint, URI, or Channel should be specified');
    const { answers, troubles, onChange } = line();
    const told = answers.pickUp('PJSIP/1001');
    await scene.server.until(() => scene.server.heard.length > 2);
    scene.server.treat = () => undefined;
    expect(await told).toBeUndefined();
    const order = scene.server.heard.find((each) => each.get('endpoint') !== undefined);
    expect(order?.text('endpoint')).toBe('1001');
    expect(order?.text('variable')).toBe('Event=talk');
    expect(await answers.pickUp('Local/1001@desk')).toContain('no phone of PJSIP');
    expect(troubles).toEqual([]);
    // That phones can be told was taken for granted before.
    expect(onChange).not.toHaveBeenCalled();
  });

  test.each([
    ['Invalid/unknown command: PJSIPNotify. Use Action: ListCommands', 'res_pjsip_notify.so'],
    ['Permission denied', '`write` rights'],
  ])('cannot be: %s', async (message, why) => {
    refusing(message);
    const { answers, onChange } = line();
    expect(await answers.pickUp('PJSIP/1001')).toContain(why);
    expect(answers.cannot).toContain(why);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test('cannot be while the line is away, which is said once, and can be when it is back', async () => {
    const { answers, troubles, onChange } = line();
    expect(await answers.pickUp('PJSIP/1001')).toBeUndefined();
    const { port } = scene.server;
    await scene.server.stop();
    await vi.waitFor(() => expect(answers.cannot).toContain('away'));
    expect(await answers.pickUp('PJSIP/1001')).toContain('away');
    await vi.waitFor(() => expect(troubles).toHaveLength(1));
    scene.clock.advance(250);
    await scene.server.start(port);
    await vi.waitFor(() => {
      scene.clock.advance(1_000);
      expect(answers.cannot).toBeUndefined();
    });
    expect(troubles).toHaveLength(1);
    expect(onChange.mock.calls.length).toBe(2);
  });
});
