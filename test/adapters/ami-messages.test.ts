/**
 * What goes over the connection for commands. Each fault of `asterisk-manager` is first shown on
 * the bare library, where it can be shown, and then shown not to reach those who ask.
 */

import { describe, expect, test, vi } from 'vitest';
import { AmiLink } from '../../adapters/asterisk-ami/link.ts';
import { AmiActionError } from '../../adapters/asterisk-ami/message.ts';
import type { AmiAsker } from '../../adapters/asterisk-ami/questions.ts';
import { AmiScene, failureOf } from './ami-scene.ts';
import { said } from './ami-server.ts';

const scene = new AmiScene();
const { bare, clock, open, openUp, silent, undo } = scene;

describe('what the other side says', () => {
  test('a refusal rejects with its words', async () => {
    scene.server.treat = (action) =>
      action.get('Action') === 'Originate'
        ? said({ Response: 'Error', ActionID: action.actionId!, Message: 'Permission denied' })
        : undefined;
    const { ami } = await openUp();
    expect(await failureOf(ami.ask({ Action: 'Originate', Channel: 'Local/1@x' }))).toMatchObject({
      kind: 'refused',
      message: 'Originate: Permission denied',
    });
  });

  test('an event named Close, Error, Connect or RawEvent means no socket: the library mixes them', async () => {
    const library = await bare();
    const closed = vi.fn();
    library.on('close', closed);
    scene.server.say(said({ Event: 'Close', Channel: 'PJSIP/1' }));
    await new Promise<void>((resolve) => library.action({ action: 'ping' }, () => resolve()));
    expect(closed).toHaveBeenCalledTimes(1);
    library.disconnect();

    const { ami, downs, troubles } = await openUp();
    for (const Event of ['Close', 'Error', 'Connect', 'End', 'RawEvent']) {
      scene.server.say(said({ Event, Channel: 'PJSIP/1' }));
    }
    await ami.ask({ Action: 'Ping' });
    expect([downs, troubles]).toEqual([[], []]);
  });

  test('an event named like a question is no answer: the library takes it for one', async () => {
    silent('status');
    const library = await bare();
    const called = vi.fn();
    const id = library.action({ action: 'status', actionid: 'mine' }, called);
    await scene.server.asked('status');
    scene.server.say(said({ Event: 'Mine' }));
    await new Promise<void>((resolve) => library.action({ action: 'ping' }, () => resolve()));
    expect(id).toBe('mine');
    expect(called).toHaveBeenCalledTimes(1);

    const { ami } = await openUp();
    const failure = failureOf(ami.ask({ Action: 'Status' }));
    const { actionId } = await scene.server.asked('Status');
    scene.server.say(said({ Event: actionId! }));
    await ami.ask({ Action: 'Ping' });
    clock.advance(5_000);
    expect((await failure).kind).toBe('no-answer');
  });

  test('a list is its events: the library calls back with the heading only', async () => {
    const listed = (id: string) =>
      said({ Response: 'Success', ActionID: id, EventList: 'start' }) +
      said({
        Event: 'CoreShowChannel',
        ActionID: id,
        Channel: 'PJSIP/木-1',
        Application: 'Stasis',
      }) +
      said({ Event: 'Newstate', Channel: 'PJSIP/9' }) +
      said({ Event: 'CoreShowChannel', ActionID: id, Channel: 'PJSIP/2', Application: '' }) +
      said({ Event: 'CoreShowChannelsComplete', ActionID: id, EventList: 'Complete' });
    scene.server.treat = (action) =>
      action.get('Action')?.toLowerCase() === 'coreshowchannels'
        ? listed(action.actionId!)
        : undefined;
    const library = await bare();
    const answer = await new Promise((resolve) =>
      library.action({ action: 'coreshowchannels' }, (_, answered) => resolve(answered)),
    );
    expect(answer).not.toHaveProperty('channel');

    const { ami } = await openUp();
    const list = await ami.list({ Action: 'CoreShowChannels' });
    expect(list.map((each) => [each.event, each.get('Channel'), each.get('Application')])).toEqual([
      ['CoreShowChannel', 'PJSIP/木-1', 'Stasis'],
      ['CoreShowChannel', 'PJSIP/2', ''],
    ]);
  });

  test('headers that come several times, variables and answers in pieces are told whole', async () => {
    const answered = said({
      Response: 'Success',
      ActionID: 'ID',
      Output: ['one', '田中: 🙂', ''],
      ChanVariable: ['a=1', 'b=x=y', 'c='],
      Variable: 'GREETING',
      Value: 'a: b',
    });
    scene.server.treat = (action) => (action.get('Action') === 'Command' ? '' : undefined);
    const { ami } = await openUp();
    const asked = ami.ask({ Action: 'Command', Command: 'core show uptime' });
    const { actionId } = await scene.server.asked('Command');
    scene.server.sockets[0]!.setNoDelay(true);
    for (const byte of Buffer.from(answered.replace('ID: ID', `ID: ${actionId}`))) {
      scene.server.sockets[0]!.write(Buffer.of(byte));
    }
    const answer = await asked;
    expect(answer.all('Output')).toEqual(['one', '田中: 🙂', '']);
    expect(answer.all('ChanVariable')).toEqual(['a=1', 'b=x=y', 'c']);
    expect(answer.get('Variable')).toBe('GREETING');
    expect(answer.get('Value')).toBe('a: b');
  });

  test('something else than a manager interface is told by how it begins', async () => {
    scene.server.greeting = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';
    scene.server.treat = () => '';
    const { ami, trouble } = open();
    const told = trouble();
    ami.start();
    expect(await told).toContain('not Asterisk\'s manager interface: it says "http/1.1 400');
  });
});

describe('what is sent', () => {
  test('a value with a line break adds headers by the library, and is refused here', async () => {
    const library = await bare();
    library.action({ action: 'redirect', exten: '1\r\nInjected: yes' }, () => {});
    expect((await scene.server.asked('redirect')).get('Injected')).toBe('yes');

    const { ami } = await openUp();
    const sent = ami.ask({ Action: 'Redirect', Exten: '1\r\nAction: Logoff' });
    await expect(sent).rejects.toThrow(AmiActionError);
    const list = ami.list({ Action: 'Status', Variables: ['a=1\nb'] });
    await expect(list).rejects.toThrow(AmiActionError);
    await ami.ask({ Action: 'Ping' });
    expect(scene.server.bytes).not.toContain('Logoff');
  });

  test('the secret never goes over the line, events are switched off, and the library cannot', async () => {
    await bare();
    expect(scene.server.bytes).toContain('Secret: secret');
    expect((await scene.server.asked('login')).get('Events')).toBeUndefined();
    scene.server.bytes = '';
    await openUp();
    expect((await scene.server.asked('Login')).get('Events')).toBe('off');
    expect(scene.server.bytes).not.toContain('Secret');
    expect(scene.server.bytes).not.toContain('secret');
  });

  test('variables go one a header; a list that is none of NAME=VALUE is refused', async () => {
    const { ami } = await openUp();
    await ami.ask({
      Action: 'Originate',
      Variable: ['a=1', 'b=x,y=木'],
      Timeout: 5,
      Account: undefined,
    });
    const sent = await scene.server.asked('Originate');
    expect(sent.all('Variable')).toEqual(['a=1', 'b=x,y=木']);
    expect(sent.get('Timeout')).toBe('5');
    expect(sent.get('Account')).toBeUndefined();
    const refused = ami.ask({ Action: 'UserEvent', Line: ['one', 'two'] });
    await expect(refused).rejects.toThrow('Line must be NAME=VALUE');
  });
});

test('who asks need not care: the connection for events takes the same questions', async () => {
  scene.server.treat = (action) =>
    action.get('Action') === 'Getvar'
      ? said({ Response: 'Success', ActionID: action.actionId!, Variable: 'X', Value: '木' })
      : undefined;
  const link = await new Promise<AmiLink>((resolve) => {
    const made = new AmiLink({
      host: '127.0.0.1',
      port: scene.server.port,
      user: 'tsunagi',
      secret: 'secret',
      clock,
      onUp: () => resolve(made),
      onDown: () => {},
      onEvent: () => {},
      onTrouble: () => {},
    });
    undo.push(() => made.stop());
    made.start();
  });
  const { ami } = await openUp();
  const askers: AmiAsker[] = [link, ami];
  for (const asker of askers) {
    expect((await asker.ask({ Action: 'Getvar', Variable: 'X' })).get('Value')).toBe('木');
    await expect(asker.list({ Action: 'Status', Channel: 'a\nb' })).rejects.toThrow(AmiActionError);
  }
});
