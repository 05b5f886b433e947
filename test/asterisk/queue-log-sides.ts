/** The two who distribute calls in the scenarios of the queue_log, and how each is configured. */

import { join } from 'node:path';
import { AmiLine } from './ami-line.ts';
import type { QueueLogScenario } from './queue-log-scenarios.ts';
import { type AgentName, SceneNames, type Side } from './queue-log-stage.ts';
import type { CentreText, RouterChild } from './router.ts';
import type { AsteriskServer } from './server.ts';
import type { PhoneSetup } from './server-files.ts';

const agentNames = ['a', 'b', 'c'] as const;
/** Where a caller goes who leaves a queue. */
const gone = { extension: 'gone', context: 'queue-log-gone' };
/** Of manager.conf; may do anything. */
export const amiUser = 'scenes';

export const scenePhonesOf = (scenarios: readonly QueueLogScenario[]): readonly PhoneSetup[] =>
  scenarios.flatMap((_, index) =>
    agentNames.map((name) => ({ id: new SceneNames(index).phone(name) })),
  );

/** Configuration of the private Asterisk beyond the samples, for both sides. */
export function sceneFiles(
  scenarios: readonly QueueLogScenario[],
  password: string,
): Readonly<Record<string, string>> {
  const numbers: string[] = [];
  const queues: string[] = [];
  scenarios.forEach(({ queues: texts }, index) => {
    const scene = new SceneNames(index);
    const dialled = scene.dialled('app_queue');
    numbers.push(`exten => ${dialled},1,Answer()`);
    texts.forEach(({ appTimeout, appQueue = {} }, which) => {
      const name = scene.queue(which);
      numbers.push(` same => n,Queue(${name},,,,${appTimeout ?? ''})`);
      const keys = { ...commonKeys, ...appQueue };
      const lines = Object.entries(keys).map(([key, value]) => `${key} = ${value}`);
      queues.push(`[${name}]`, ...lines);
    });
    numbers.push(' same => n,Hangup()');
  });
  return {
    'extensions.conf': [
      '[from-trunk]',
      ...numbers,
      '[agents]',
      'exten => 2000,1,Answer()',
      ' same => n,Echo()',
      '[queue-log-keys]',
      'exten => 1,1,Hangup()',
      `[${gone.context}]`,
      `exten => ${gone.extension},1,Hangup()`,
    ].join('\n'),
    'queues.conf': ['[general](+)', 'log-caller-id-name = yes', ...queues].join('\n'),
    'manager.conf': `[${amiUser}]\nsecret = ${password}\nread = all\nwrite = all\n`,
  };
}

const commonKeys = {
  strategy: 'rrordered',
  timeout: '20',
  retry: '1',
  ringinuse: 'no',
  joinempty: 'yes',
  leavewhenempty: 'no',
};

/** The same centre for Tsunagi. */
export function sceneCentreOf(scenarios: readonly QueueLogScenario[]): CentreText {
  const teams: Record<string, null> = {};
  const agents: Record<string, object> = {};
  const queues: Record<string, object> = {};
  const entries: Record<string, object> = {};
  const targets: Record<string, object> = { gone };
  scenarios.forEach(({ queues: texts }, index) => {
    const scene = new SceneNames(index);
    const team = scene.queue(0);
    teams[team] = null;
    for (const name of agentNames.slice(0, 2)) {
      const phone = `PJSIP/${scene.phone(name)}`;
      agents[scene.agent(name)] = { phone, teams: [team] };
    }
    texts.forEach(({ tsunagi = {} }, which) => {
      const text = JSON.stringify(tsunagi).replaceAll('"next"', `"to-${scene.queue(which + 1)}"`);
      const own = JSON.parse(text) as { exits?: object };
      const exits = { 'too-long': { waited: '5m', go: 'gone' }, ...own.exits };
      const keys = { ring: '20s', exclude: '60s', steps: [{ require: {} }] };
      queues[scene.queue(which)] = { teams: [team], ...keys, ...own, exits };
      targets[`to-${scene.queue(which)}`] = { queue: scene.queue(which) };
    });
    entries[scene.dialled('tsunagi')] = { queue: scene.queue(0) };
  });
  return {
    name: { en: 'Scenes', ja: '場面' },
    tenants: { scene: null },
    'pause-reasons': { lunch: null, training: null },
    ...{ teams, agents, queues, entries, targets },
  };
}

/** Asterisk's own queues, with agents who come and go by AMI. */
export async function appQueueSide(asterisk: AsteriskServer): Promise<Side & { close(): void }> {
  const line = await AmiLine.open(asterisk.amiPort, amiUser, asterisk.password);
  const interfaceOf = (scene: SceneNames, agent: AgentName) => `PJSIP/${scene.phone(agent)}`;
  const pause = (scene: SceneNames, agent: AgentName, paused: string, reason: string) =>
    line.ask({
      Action: 'QueuePause',
      Interface: interfaceOf(scene, agent),
      Paused: paused,
      Reason: reason,
    });
  return {
    name: 'app_queue',
    file: join(asterisk.folder, 'log/queue_log'),
    async signIn(scene, agent, queues) {
      for (const queue of queues) {
        await line.ask({ Action: 'QueueAdd', Queue: queue, Interface: interfaceOf(scene, agent) });
      }
    },
    async signOut(scene, agent, queues) {
      const known = interfaceOf(scene, agent);
      for (const queue of queues) {
        await line.ask({ Action: 'QueueRemove', Queue: queue, Interface: known });
      }
    },
    pause: (scene, agent, reason) => pause(scene, agent, 'true', reason),
    unpause: (scene, agent) => pause(scene, agent, 'false', ''),
    // It plays its announcement to the agent meanwhile.
    unseen: (work) => work(),
    close: () => line.close(),
  };
}

/** Tsunagi, asked by its API. */
export function tsunagiSide(router: RouterChild, file: string): Side {
  const ask = async (scene: SceneNames, agent: AgentName, what: string, body?: object) => {
    await router.api('POST', `agents/${scene.agent(agent)}/${what}`, body);
  };
  return {
    name: 'tsunagi',
    file,
    signIn: (scene, agent) => ask(scene, agent, 'sign-in'),
    signOut: (scene, agent) => ask(scene, agent, 'sign-out'),
    pause: (scene, agent, reason) => ask(scene, agent, 'pause', { reason }),
    unpause: (scene, agent) => ask(scene, agent, 'unpause'),
    async unseen(work) {
      process.kill(router.pid(), 'SIGSTOP');
      try {
        await work();
      } finally {
        process.kill(router.pid(), 'SIGCONT');
      }
    },
  };
}
