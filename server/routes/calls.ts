import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asCallId } from '../../core/routing/ids.ts';
import { type Holder, maySee, maySeeCall, maySeeQueue, NO_TENANT } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import type { CallbackWishes } from '../desk-calls.ts';
import { RequestError } from '../errors.ts';
import { showCall, showOffer, stateOf } from '../presenters.ts';
import { storyFor } from '../story-sight.ts';
import type { CallView } from '../view-types.ts';
import {
  addedAge,
  answers,
  byNumber,
  callbackWishes,
  callSchema,
  exactly,
  listOf,
  offerSchema,
  outcomeSchema,
  skillLevels,
} from './schemas.ts';

type SkillLevels = Record<string, number>;

interface ByCall {
  Params: { call: number };
}

interface CallQuery {
  queue?: string;
  state?: string;
  after?: number;
  limit: number;
}

/** Calls and offers as they are now, what may be asked for them, and why it went as it did. */
export function callRoutes(api: FastifyInstance, parts: AppParts): void {
  const { view } = parts;

  /** The call of the path, if the key may see it. */
  function callOf(request: FastifyRequest<ByCall>): CallView {
    const { call: id } = request.params;
    const call = view.calls.get(asCallId(id));
    if (call && maySeeCall(request.holder, call)) return call;
    throw new RequestError('unknown-call', `There is no call ${id} now.`, { call: id });
  }

  const limit = { type: 'integer', minimum: 1, maximum: 1_000, default: 200 };
  api.get<{ Querystring: CallQuery }>(
    '/calls',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Calls in routing, by id; `next` is the `after` of the next page',
        querystring: exactly({
          queue: { type: 'string' },
          state: { type: 'string' },
          after: { type: 'integer' },
          limit,
        }),
        response: answers(listOf('calls', callSchema, { next: { type: ['integer', 'null'] } })),
      },
    },
    async ({ holder, query }) => {
      const found = [...view.calls.values()]
        .filter(
          (call) =>
            maySeeCall(holder, call) &&
            call.id > (query.after ?? 0) &&
            (query.queue === undefined || isIn(call, query.queue)) &&
            (query.state === undefined || stateOf(call, view) === query.state),
        )
        .sort((a, b) => a.id - b.id);
      const page = found.slice(0, query.limit);
      const next = found.length > page.length ? page.at(-1)!.id : null;
      return { calls: page.map((call) => showCall(call, parts)), next };
    },
  );

  api.get<ByCall>(
    '/calls/:call',
    {
      config: { right: 'watch' },
      schema: { summary: 'One call', params: byNumber('call'), response: answers(callSchema) },
    },
    async (request) => showCall(callOf(request), parts),
  );

  api.get<ByCall>(
    '/calls/:call/decisions',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Why the call went where it went; also for calls that have ended',
        params: byNumber('call'),
        response: answers({ type: 'object', additionalProperties: true }),
      },
    },
    async (request) => {
      const story = await parts.decisions(request.params.call);
      const { call } = request.params;
      const { holder } = request;
      if (isSeenIn(holder, story.queue, call, parts)) {
        return storyFor(holder, story, parts.directory());
      }
      throw new RequestError('unknown-call', `The journal does not know call ${call}.`, { call });
    },
  );

  offerRoutes(api, parts);
  changeRoutes(api, parts, callOf);
}

const isIn = (call: CallView, queue: string): boolean =>
  call.places.some((place) => place.queue === queue);

/**
 * Whether a call is seen: by who sees this queue, in which it is or was, and by who sees the call
 * where it is now.
 */
function isSeenIn(holder: Holder, id: string, call: number, { directory, view }: AppParts) {
  const queue = directory().queue(id);
  const known = view.calls.get(asCallId(call));
  if (!maySee(holder, queue?.tenant ?? known?.tenant ?? NO_TENANT)) return false;
  return maySeeQueue(holder, queue) || (known !== undefined && maySeeCall(holder, known));
}

function offerRoutes(api: FastifyInstance, parts: AppParts): void {
  api.get(
    '/offers',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'Offers and conversations',
        response: answers(listOf('offers', offerSchema)),
      },
    },
    async ({ holder }) => ({
      offers: [...parts.view.offers.values()]
        .filter((offer) => isSeenIn(holder, offer.queue, offer.call, parts))
        .map(showOffer),
    }),
  );
}

function changeRoutes(
  api: FastifyInstance,
  parts: AppParts,
  callOf: (request: FastifyRequest<ByCall>) => CallView,
): void {
  const text = { type: 'string', minLength: 1, maxLength: 200 };
  const route = (summary: string, body?: unknown) => ({
    config: { right: 'steer' as const },
    schema: {
      summary,
      params: byNumber('call'),
      ...(body === undefined ? {} : { body }),
      response: answers(outcomeSchema),
    },
  });

  api.post<ByCall & { Body: { target: string } }>(
    '/calls/:call/move',
    route('Move a waiting call to a target', exactly({ target: text }, ['target'])),
    async (request) => {
      const { id: call } = callOf(request);
      const { target } = request.body;
      const queue = parts.view.policy.targets.find(({ id }) => id === target)?.queue;
      if (queue && !maySeeQueue(request.holder, parts.directory().queue(queue))) {
        throw new RequestError('unknown-target', `There is no target "${target}".`, { target });
      }
      return parts.gateway.ask({ type: 'move-call', call, target });
    },
  );

  api.patch<ByCall & { Body: { class?: string; addAgeMs?: number; skills?: SkillLevels } }>(
    '/calls/:call',
    route(
      'Change class, routing age or the skills asked for of a waiting call; the rest stays',
      exactly({ class: text, addAgeMs: addedAge, skills: skillLevels }),
    ),
    async (request) => {
      const { id: call } = callOf(request);
      return parts.gateway.ask({ type: 'change-call', call, ...request.body });
    },
  );

  api.post<ByCall & { Body: CallbackWishes | null }>(
    '/calls/:call/callback',
    route('Let the caller go and call back, without loss of place', {
      ...exactly(callbackWishes),
      type: ['object', 'null'],
    }),
    async (request) => {
      const { id: call } = callOf(request);
      return parts.gateway.ask({ type: 'request-callback', call, ...request.body });
    },
  );

  api.post<ByCall>('/calls/:call/hang-up', route('Hang up on the caller'), async (request) => {
    const { id: call } = callOf(request);
    return parts.gateway.ask({ type: 'hang-up-call', call, by: request.holder.id });
  });

  const action = { enum: ['pause', 'resume', 'stop'] };
  api.post<ByCall & { Body: { action: 'pause' | 'resume' | 'stop' } }>(
    '/calls/:call/recording',
    route('Pause, resume or stop the recording', exactly({ action }, ['action'])),
    async (request) => {
      const { id: call } = callOf(request);
      return parts.gateway.ask({ type: 'record-call', call, action: request.body.action });
    },
  );
}
