/**
 * ARI's operations on everything but channels: bridges, recordings, applications, endpoints,
 * devices.
 */

import {
  addChannel,
  changeRecording,
  createBridge,
  destroyBridge,
  recordBridge,
  removeChannel,
} from '../../../adapters/simulated/bridges.ts';
import type { App } from '../../../adapters/simulated/model.ts';
import { type AriRequest, operation, type Respond, respondWith } from './operation.ts';
import { appJson, bridgeJson, deviceJson, endpointJson, recordingJson } from './translate.ts';

function runCreateBridge({ pbx, values }: AriRequest, respond: Respond): void {
  const { bridgeId, type = 'mixing', name } = values;
  const reply = createBridge(pbx, {
    ...(bridgeId && { id: bridgeId }),
    type,
    ...(name && { name }),
  });
  respondWith(respond, reply, reply.bridge && bridgeJson(reply.bridge));
}

const bridgeOperations = [
  operation('GET /bridges', 'list', 'List[Bridge]', [], ({ pbx }, respond) =>
    respond(200, [...pbx.bridges.values()].map(bridgeJson)),
  ),
  operation('POST /bridges', 'create', 'Bridge', ['type', 'bridgeId', 'name'], runCreateBridge),
  operation(
    'POST /bridges/{bridgeId}',
    'createWithId',
    'Bridge',
    ['type', 'name'],
    runCreateBridge,
  ),
  operation('GET /bridges/{bridgeId}', 'get', 'Bridge', [], ({ pbx, values }, respond) => {
    const bridge = pbx.bridges.get(values.bridgeId!);
    if (bridge) respond(200, bridgeJson(bridge));
    else respond(404, { message: 'Bridge not found' });
  }),
  operation('DELETE /bridges/{bridgeId}', 'destroy', 'void', [], ({ pbx, values }, respond) =>
    respondWith(respond, destroyBridge(pbx, values.bridgeId!)),
  ),
  operation(
    'POST /bridges/{bridgeId}/addChannel',
    'addChannel',
    'void',
    ['channel!*', 'role'],
    ({ pbx, values }, respond) =>
      addChannel(pbx, values.bridgeId!, values.channel!.split(','), (reply) =>
        respondWith(respond, reply),
      ),
  ),
  operation(
    'POST /bridges/{bridgeId}/removeChannel',
    'removeChannel',
    'void',
    ['channel!*'],
    ({ pbx, values }, respond) =>
      removeChannel(pbx, values.bridgeId!, values.channel!, (reply) => respondWith(respond, reply)),
  ),
  operation(
    'POST /bridges/{bridgeId}/record',
    'record',
    'LiveRecording',
    ['name!', 'format!', 'maxDurationSeconds', 'maxSilenceSeconds', 'ifExists', 'beep'],
    ({ pbx, values }, respond) => {
      const reply = recordBridge(pbx, values.bridgeId!, values.name!, values.format!);
      respondWith(respond, reply, reply.recording && recordingJson(reply.recording));
    },
  ),
];

const recordingAction =
  (action: 'pause' | 'resume' | 'stop') =>
  ({ pbx, values }: AriRequest, respond: Respond): void =>
    respondWith(respond, changeRecording(pbx, values.recordingName!, action));

const live = '/recordings/live/{recordingName}';
const recordingOperations = [
  operation(`GET ${live}`, 'getLive', 'LiveRecording', [], ({ pbx, values }, respond) => {
    const recording = pbx.recordings.get(values.recordingName!);
    if (recording) respond(200, recordingJson(recording));
    else respond(404, { message: 'Recording not found' });
  }),
  operation(`POST ${live}/stop`, 'stop', 'void', [], recordingAction('stop')),
  operation(`POST ${live}/pause`, 'pause', 'void', [], recordingAction('pause')),
  operation(`DELETE ${live}/pause`, 'unpause', 'void', [], recordingAction('resume')),
];

/**
 * `deviceState:PJSIP/1001` and the like, each to the set it is kept in; undefined: no such thing.
 */
function sourceOf(
  { pbx }: AriRequest,
  app: App,
  source: string,
): { readonly set: Set<string>; readonly id: string } | undefined {
  const colon = source.indexOf(':');
  const id = source.slice(colon + 1);
  switch (source.slice(0, colon)) {
    case 'endpoint':
      return pbx.phones.has(id) ? { set: app.endpoints, id } : undefined;
    case 'deviceState':
      return { set: app.devices, id };
    default:
      return undefined;
  }
}

const changeSubscription =
  (change: 'add' | 'delete') =>
  (request: AriRequest, respond: Respond): void => {
    const { pbx, values } = request;
    const app = pbx.apps.get(values.applicationName!);
    if (!app) {
      respond(404, { message: 'Application not found' });
      return;
    }
    const names = values.eventSource!.split(',');
    const sources = names.map((each) => sourceOf(request, app, each));
    // All or none, as Asterisk does it.
    if (sources.some((each) => !each)) {
      respond(422, { message: 'Event source does not exist' });
      return;
    }
    for (const each of sources) each!.set[change](each!.id);
    respond(200, appJson(app));
  };

const subscription = '/applications/{applicationName}/subscription';
const applicationOperations = [
  operation('GET /applications', 'list', 'List[Application]', [], ({ pbx }, respond) =>
    respond(200, [...pbx.apps.values()].map(appJson)),
  ),
  operation(
    'GET /applications/{applicationName}',
    'get',
    'Application',
    [],
    ({ pbx, values }, respond) => {
      const app = pbx.apps.get(values.applicationName!);
      if (app) respond(200, appJson(app));
      else respond(404, { message: 'Application not found' });
    },
  ),
  operation(
    `POST ${subscription}`,
    'subscribe',
    'Application',
    ['eventSource!*'],
    changeSubscription('add'),
  ),
  operation(
    `DELETE ${subscription}`,
    'unsubscribe',
    'Application',
    ['eventSource!*'],
    changeSubscription('delete'),
  ),
];

const deviceOperations = [
  operation('GET /deviceStates', 'list', 'List[DeviceState]', [], (_, respond) => respond(200, [])),
  operation(
    'GET /deviceStates/{deviceName}',
    'get',
    'DeviceState',
    [],
    ({ pbx, values }, respond) => respond(200, deviceJson(pbx, values.deviceName!)),
  ),
  operation('GET /endpoints', 'list', 'List[Endpoint]', [], ({ pbx }, respond) =>
    respond(200, [...pbx.phones.values()].map(endpointJson)),
  ),
  operation(
    'GET /endpoints/{tech}/{resource}',
    'get',
    'Endpoint',
    [],
    ({ pbx, values }, respond) => {
      const phone = pbx.phones.get(`${values.tech}/${values.resource}`);
      if (phone) respond(200, endpointJson(phone));
      else respond(404, { message: 'Endpoint not found' });
    },
  ),
];

const asteriskOperations = [
  operation('GET /asterisk/info', 'getInfo', 'AsteriskInfo', ['only*'], (request, respond) =>
    respond(200, {
      system: { version: request.version, entity_id: 'simulated' },
      status: { startup_time: '', last_reload_time: '' },
    }),
  ),
  operation('GET /asterisk/modules/{moduleName}', 'getModule', 'Module', [], (request, respond) => {
    const { moduleName } = request.values;
    const message = 'Module could not be found in running modules';
    if (request.pbx.modules.has(moduleName!)) {
      respond(200, { name: moduleName, status: 'Running' });
    } else respond(404, { message });
  }),
  operation('GET /asterisk/ping', 'ping', 'AsteriskPing', [], (_, respond) =>
    respond(200, { asterisk_id: 'simulated', ping: 'pong', timestamp: '' }),
  ),
];

export const resourceOperations = [
  ...bridgeOperations,
  ...recordingOperations,
  ...applicationOperations,
  ...deviceOperations,
  ...asteriskOperations,
];
