/** `tsunagi explain`: why a call went where it went, an agent is idle, a queue's calls wait. */

import { resolve } from 'node:path';
import type { Site } from '../../config/site.ts';
import { type CallStory, storyOf } from '../decisions.ts';
import { agentText, queueText } from '../explain-now-text.ts';
import { explainText, type NameLists, namesOf } from '../explain-text.ts';
import type { AgentExplained, QueueExplained } from '../live-explain.ts';
import { ask, NoServerError, type ServerAddress } from '../picture-source.ts';
import type { AgentShown, QueueShown } from '../presenters.ts';
import { exitCodes } from './exit-codes.ts';
import { addressOf, siteOf } from './site-of.ts';

export interface ExplainOptions {
  readonly agent?: string;
  readonly queue?: string;
  readonly config?: string;
  readonly journal?: string;
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** The command line is not one that can be answered. */
class UsageError extends Error {}

export async function explain(call: string | undefined, options: ExplainOptions): Promise<void> {
  try {
    const told = await answerTo(call, options);
    process.stdout.write(
      `${options.json ? JSON.stringify(told.plain, undefined, 2) : told.text}\n`,
    );
  } catch (error) {
    process.stderr.write(`tsunagi: ${(error as Error).message}\n`);
    process.exitCode = codeOf(error);
  }
}

interface Told {
  readonly plain: unknown;
  readonly text: string;
}

function answerTo(call: string | undefined, options: ExplainOptions): Promise<Told> {
  const { agent, queue } = options;
  if ([call, agent, queue].filter((each) => each !== undefined).length !== 1) {
    throw new UsageError('explain what? Give the number of a call, --agent ID or --queue ID');
  }
  if (agent !== undefined) return agentTold(agent, options);
  return queue === undefined ? callTold(call!, options) : queueTold(queue, options);
}

function codeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  return error instanceof NoServerError ? exitCodes.noServer : exitCodes.failed;
}

async function callTold(call: string, options: ExplainOptions): Promise<Told> {
  if (!/^[1-9]\d{0,15}$/.test(call)) {
    throw new UsageError(`"${call}" is no call; give its number, as logs and screens show it`);
  }
  const site = options.config ? siteOf(options.config) : undefined;
  const story = await storyFrom(Number(call), site, options);
  return { plain: story, text: explainText(story, site) };
}

async function storyFrom(
  call: number,
  site: Site | undefined,
  { url, key, journal }: ExplainOptions,
): Promise<CallStory> {
  if (journal) return storyOf(resolve(journal), call);
  if (url) return ask<CallStory>({ url, key }, `/calls/${call}/decisions`);
  if (site) return storyOf(resolve(site.server.journal), call);
  throw new UsageError('where to look? Give --config, --journal or --url');
}

async function agentTold(agent: string, options: ExplainOptions): Promise<Told> {
  const address = liveAddress(options);
  const path = `/agents/${encodeURIComponent(agent)}/explain`;
  const told = await askLive<AgentExplained>(address, path);
  return { plain: told, text: agentText(told, namesOf(await namesFrom(address))) };
}

async function queueTold(queue: string, options: ExplainOptions): Promise<Told> {
  const address = liveAddress(options);
  const path = `/queues/${encodeURIComponent(queue)}/explain`;
  const told = await askLive<QueueExplained>(address, path);
  return { plain: told, text: queueText(told, namesOf(await namesFrom(address))) };
}

/** The running server: only it knows how things are now. */
function liveAddress({ url, key, config, journal }: ExplainOptions): ServerAddress {
  if (journal) {
    const sentence = 'a journal tells of calls; how agents and queues are now, a running server';
    throw new UsageError(`${sentence}: give --url or --config instead of --journal`);
  }
  if (url !== undefined) return { url, key };
  if (config === undefined) return { url: defaultUrl, key };
  const ofConfig = addressOf(siteOf(config));
  return { url: ofConfig.url, key: key ?? ofConfig.key };
}

const defaultUrl = 'http://127.0.0.1:8470';

async function askLive<T>(address: ServerAddress, path: string): Promise<T> {
  try {
    return await ask<T>(address, path);
  } catch (error) {
    if (!(error instanceof NoServerError)) throw error;
    throw new NoServerError(`only the running server can say; ${error.message}`);
  }
}

async function namesFrom(address: ServerAddress): Promise<NameLists> {
  const [{ agents }, { queues }] = await Promise.all([
    ask<{ agents: AgentShown[] }>(address, '/agents'),
    ask<{ queues: QueueShown[] }>(address, '/queues'),
  ]);
  return { agents, queues };
}
