/**
 * The connection for commands over `asterisk-manager`: being connected, and having an answer. Each
 * fault of the library is first shown on the bare library, where it can be shown, and then shown
 * not to reach those who ask.
 */

import { describe, expect, test, vi } from 'vitest';
import { AmiScene, createBare, failureOf } from './ami-scene.ts';
import { said } from './ami-server.ts';

const scene = new AmiScene();
const { bare, clock, open, openUp, silent, undo } = scene;

describe('a question that nobody answers', () => {
  test('is never called back by the library, and rejects here after its time', async () => {
    silent('status');
    const library = await bare();
    const called = vi.fn();
    library.action({ action: 'status' }, called);
    const { ami } = await openUp();
    const failure = failureOf(ami.ask({ Action: 'Status' }));
    await scene.server.asked('Status');
    clock.advance(5_000);
    expect(await failure).toMatchObject({
      kind: 'no-answer',
      message: 'Status: no answer within 5 s',
    });
    expect(called).not.toHaveBeenCalled();
  });

  test('is never called back by the library when the connection is lost, and rejects here', async () => {
    silent('status');
    const library = await bare();
    const called = vi.fn();
    library.action({ action: 'status' }, called);
    const closed = new Promise<void>((resolve) => library.once('close', resolve));
    const { ami, downs } = await openUp();
    const failure = failureOf(ami.ask({ Action: 'Status' }));
    const list = failureOf(ami.list({ Action: 'CoreShowChannels' }));
    await scene.server.asked('CoreShowChannels');
    scene.server.cut();
    await closed;
    expect(await failure).toMatchObject({ kind: 'lost' });
    expect(await list).toMatchObject({ kind: 'lost' });
    expect(downs).toHaveLength(1);
    expect(called).not.toHaveBeenCalled();
  });

  test('settles once: an answer that comes after its time changes nothing', async () => {
    silent('Status'.toLowerCase());
    const { ami } = await openUp();
    const failure = failureOf(ami.ask({ Action: 'Status' }));
    const { actionId } = await scene.server.asked('Status');
    clock.advance(5_000);
    expect((await failure).kind).toBe('no-answer');
    scene.server.say(said({ Response: 'Success', ActionID: actionId!, Message: 'too late' }));
    expect((await ami.ask({ Action: 'Ping' })).text('Message')).toBe('done');
  });

  test('leaves nothing behind: listeners of the library leak, those of answered ones too', async () => {
    silent('status');
    const library = await bare();
    const id = library.action({ action: 'status' }, () => {});
    expect(library.listeners(id)).toHaveLength(1);
    const warned = vi.spyOn(process, 'emitWarning');
    const { ami } = await openUp();
    const started = ami.ask({ Action: 'Status' }).catch(() => {});
    for (let i = 0; i < 50; i++) await ami.ask({ Action: 'Getvar', Variable: 'X' });
    clock.advance(5_000);
    await started;
    expect(warned).not.toHaveBeenCalled();
    expect(clock.next()! - clock.now()).toBe(5_000);
  });
});

describe('an action while the connection is down', () => {
  test('is held for ever by the library after a wrong password, and rejects here at once', async () => {
    const library = createBare(scene.server.port, '127.0.0.1', 'tsunagi', 'wrong', false);
    undo.push(() => library.disconnect());
    const called = vi.fn();
    library.action({ action: 'ping' }, called);
    await scene.server.asked('login');
    const { ami, trouble } = open('wrong');
    const told = trouble();
    ami.start();
    expect(await failureOf(ami.ask({ Action: 'Ping' }))).toMatchObject({
      kind: 'lost',
      message: 'Ping: there is no connection',
    });
    expect(await told).toMatch(/Authentication failed.*manager\.conf/);
    expect(called).not.toHaveBeenCalled();
    expect(scene.server.heard.map((each) => each.get('Action'))).not.toContain('ping');
  });

  test('is not sent afterwards: a redirect of an hour ago would move somebody else', async () => {
    const { ami, up } = open();
    const failed = failureOf(ami.ask({ Action: 'Redirect', Channel: 'PJSIP/1' }));
    expect((await failed).kind).toBe('lost');
    const logged = up();
    ami.start();
    await logged;
    await ami.ask({ Action: 'Ping' });
    expect(scene.server.heard.map((each) => each.get('Action'))).toEqual([
      'Challenge',
      'Login',
      'Ping',
    ]);
  });
});

describe('after a loss', () => {
  test('the library waits 10 s and prints; here the first attempt comes after 0.25 s, in silence', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const library = createBare(scene.server.port, '127.0.0.1', 'tsunagi', 'secret', false);
    undo.push(() => library.disconnect());
    library.keepConnected();
    await scene.server.asked('login');
    const closed = new Promise<void>((resolve) => library.once('close', resolve));
    scene.server.cut();
    await closed;
    const late = waits.mock.calls.findIndex(([, ms]) => ms === 10_000);
    clearTimeout(waits.mock.results[late]!.value as NodeJS.Timeout);
    expect(printed).toHaveBeenCalledTimes(1);

    const { troubles, up, trouble } = await openUp();
    const told = trouble();
    scene.server.cut();
    await told;
    const before = scene.server.connections;
    expect(clock.next()! - clock.now()).toBe(250);
    const again = up();
    clock.advance(250);
    await again;
    expect(scene.server.connections).toBe(before + 1);
    expect(troubles).toHaveLength(1);
    expect(printed).toHaveBeenCalledTimes(1);
  });

  test('attempts grow rarer, to one in 10 s, and begin anew after a login', async () => {
    const { port } = scene.server;
    await scene.server.stop();
    const { ami, trouble, up } = open('secret', port);
    const waits: number[] = [];
    let told = trouble();
    ami.start();
    for (let attempt = 0; attempt < 6; attempt++) {
      expect(await told).toContain('ECONNREFUSED');
      told = trouble();
      waits.push(clock.next()! - clock.now());
      if (attempt < 5) clock.advance(waits.at(-1)!);
    }
    expect(waits).toEqual([250, 1_000, 2_000, 5_000, 10_000, 10_000]);
    await scene.server.start(port);
    const logged = up();
    clock.advance(10_000);
    await logged;
    scene.server.cut();
    await told;
    expect(clock.next()! - clock.now()).toBe(250);
  });

  test('half a message of the former connection is not put before the first of the next', async () => {
    const { ami, trouble, up } = await openUp();
    const told = trouble();
    scene.server.say('Response: Error\r\nMessage: half a');
    scene.server.sockets[0]!.end();
    await told;
    const again = up();
    clock.advance(250);
    await again;
    expect((await ami.ask({ Action: 'Ping' })).names).toEqual(['Response', 'actionid', 'message']);
  });

  test('a connection that falls silent is given up and made anew', async () => {
    const { downs, trouble, up } = await openUp();
    silent('ping');
    const told = trouble();
    clock.advance(5_000);
    await scene.server.asked('Ping');
    clock.advance(5_000);
    expect(await told).toContain('no answer');
    expect(downs).toHaveLength(1);
    scene.server.treat = () => undefined;
    const again = up();
    clock.advance(250);
    await again;
  });

  test('one that never greets is given up after 5 s, and its socket is closed', async () => {
    scene.server.greeting = '';
    scene.server.treat = () => '';
    const { ami, trouble } = open();
    const told = trouble();
    ami.start();
    await scene.server.asked('Challenge');
    clock.advance(5_000);
    expect(await told).toContain('no answer within 5 s');
    await scene.server.until(() => scene.server.sockets.length === 0);
  });
});

test('stopping rejects what is open, closes the socket and ends all attempts', async () => {
  silent('status');
  const { ami, troubles } = await openUp();
  const failure = failureOf(ami.ask({ Action: 'Status' }));
  await scene.server.asked('Status');
  ami.stop();
  expect(await failure).toMatchObject({ kind: 'lost', message: 'Status: stopped' });
  await scene.server.until(() => scene.server.sockets.length === 0);
  expect(clock.next()).toBeUndefined();
  expect(troubles).toEqual([]);
  expect(ami.isUp).toBe(false);
});
