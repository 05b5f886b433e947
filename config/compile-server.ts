/**
 * Switches and the process: listeners, keys, journal. Secrets are taken from the environment here.
 */

import { whyUnsayable } from '../adapters/asterisk-ami/switch/capabilities.ts';
import type { Compiling } from './compiling.ts';
import { byId } from './names.ts';
import type { Path } from './report.ts';
import type { SwitchInput } from './schema-server.ts';
import type { AmiSite, OutboundSite, QueueLogSite, ServerSite, SwitchSite } from './site.ts';

type QueueLogText = NonNullable<Compiling['input']['server']['queue-log']>;

/** A key shorter than this can be guessed. */
const KEY_LENGTH_LEAST = 16;

export function compileSwitches(compiling: Compiling): readonly SwitchSite[] {
  const { input, report, isDamaged } = compiling;
  const switches = byId(input.switches).map(([id, each]): SwitchSite => {
    if (each.kind === 'simulated') {
      return { id, kind: each.kind, callsPerMinute: each['calls-per-minute'], seed: each.seed };
    }
    if (each.kind === 'asterisk-ami') {
      const { kind, host, port, user, tls, context } = each;
      return {
        ...{ id, kind, host, port, user, tls, context },
        password: secretOf(compiling, ['switches', id, 'password'], each.password),
        originatesPerSecond: each['originates-per-second'],
      };
    }
    return {
      id,
      kind: each.kind,
      url: each.url.replace(/\/+$/, ''),
      user: each.user,
      password: secretOf(compiling, ['switches', id, 'password'], each.password),
      app: each.app,
      originatesPerSecond: each['originates-per-second'],
      restOverWebSocket: each['rest-over-websocket'],
      ...(each.ami && { ami: amiOf(compiling, id, each.url, each.ami) }),
    };
  });
  if (
    switches.length === 0 &&
    report.valueOf(['switches']) === undefined &&
    !isDamaged(['switches'])
  ) {
    report.tell('missing-switch', [], 'no switch is defined', {
      hint: 'add `switches: { pbx: { kind: asterisk-ari, … } }`, or kind: simulated to try things',
    });
  }
  for (const { id, kind } of switches) if (kind === 'asterisk-ami') tellUnsayable(compiling, id);
  return switches;
}

/** Announcements that the dialplan of routing by AMI cannot say. */
function tellUnsayable({ input, report }: Compiling, id: string): void {
  for (const [announcement, written] of byId(input.announcements)) {
    const path: Path = ['announcements', announcement];
    const several = typeof written !== 'string';
    for (const [i, media] of (several ? written : [written]).entries()) {
      const why = whyUnsayable(media);
      if (why === undefined) continue;
      const message = `\`${id}\` is reached by AMI and cannot say \`${media}\`: it ${why}`;
      report.tell('switch-cannot', several ? [...path, i] : path, message, {
        hint: 'say it from a sound file, or reach the switch over ARI (kind: asterisk-ari)',
      });
    }
  }
}

type AmiInput = NonNullable<Extract<SwitchInput, { kind: 'asterisk-ari' }>['ami']>;

/** It runs on the machine ARI runs on. */
function amiOf(compiling: Compiling, id: string, url: string, ami: AmiInput): AmiSite {
  const { port, user, 'rescue-after': rescueAfterMs, 'rescue-to': rescueTo } = ami;
  return {
    host: ami.host ?? hostOf(url),
    port,
    user,
    password: secretOf(compiling, ['switches', id, 'ami', 'password'], ami.password),
    ...(rescueAfterMs === undefined ? {} : { rescueAfterMs }),
    ...(rescueTo && { rescueTo }),
  };
}

/** Without the brackets of an IPv6 address. */
const hostOf = (url: string): string =>
  /^https?:\/\/(?:\[([^\]]+)\]|([^/:]+))/.exec(url)?.slice(1).find(Boolean) ?? url;

/** The value behind `${NAME}`; told when it is not set or empty. */
export function secretOf({ env, report }: Compiling, path: Path, notation: string): string {
  const name = notation.slice(2, -1);
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && value !== '') return value;
  const state = value === '' ? 'is empty' : 'is not set';
  report.tell('missing-secret', path, `the environment variable ${name} ${state}`, {
    hint: `set it where the process starts: ${name}=…`,
  });
  return '';
}

type OutboundText = NonNullable<Compiling['input']['server']['outbound']>;

const outboundOf = (text: OutboundText): OutboundSite => ({
  suppression: text.suppression,
  packs: text.packs,
  optOutKey: text['opt-out-key'],
  trunks: byId(text.trunks).map(([id, each]) => ({
    id,
    dial: each.dial,
    channels: each.channels,
    callsPerSecond: each['calls-per-second'],
  })),
  callerIds: byId(text['caller-ids']).map(([number, each]) => ({
    number: Number(number.slice(1)),
    ...each,
  })),
});

/** The process; an API beyond loopback without keys is told. */
export function compileServer(compiling: Compiling): ServerSite {
  const { report } = compiling;
  const server = compiling.input.server;
  const keys = byId(server.keys).map(([id, each]) => {
    const path = ['server', 'keys', id, 'key'];
    const key = secretOf(compiling, path, each.key);
    if (key !== '' && key.length < KEY_LENGTH_LEAST) {
      const message = `the key has ${key.length} characters and can be guessed`;
      report.tell('weak-key', path, message, { hint: `use ${KEY_LENGTH_LEAST} or more` });
    }
    return {
      id,
      key,
      role: each.role,
      ...(each.tenant === undefined ? {} : { tenant: each.tenant }),
    };
  });
  const written = report.valueOf(['server', 'keys']);
  if (!isLoopback(server.api.host) && written === undefined) {
    const message = `the API would listen on ${server.api.host} without any key`;
    report.tell('open-without-keys', ['server', 'api', 'host'], message, {
      hint: 'add `keys:` beside `api:`, or listen on 127.0.0.1',
    });
  }
  return {
    api: server.api,
    metrics: server.metrics,
    keys,
    web: {
      secure: server.web.secure,
      proxies: server.web.proxies,
      idleMs: server.web['idle-sign-out'],
      longestMs: server.web['sign-in-lasts'],
    },
    journal: server.journal,
    store: server.store,
    logLevel: server['log-level'],
    lastAgent: { callers: server['last-agent'].callers, keepMs: server['last-agent'].keep },
    ...(server.outbound && { outbound: outboundOf(server.outbound) }),
    ...(server.softphone && { softphone: server.softphone }),
    ...(server['queue-log'] && { queueLog: queueLogOf(compiling, server['queue-log']) }),
  };
}

function queueLogOf({ input, report }: Compiling, written: QueueLogText): QueueLogSite {
  const { file, 'to-switch': toSwitch, 'user-events': userEvents } = written;
  const path = ['server', 'queue-log'];
  if (file === undefined && !toSwitch && !userEvents) {
    report.tell('missing-key', path, '`queue-log` leads nowhere', {
      at: 'key',
      hint: 'add `file: /var/log/asterisk/queue_log`, or `to-switch: true`',
    });
  }
  const switches = Object.values(input.switches);
  const hasAmi = switches.some(
    (each) =>
      (each.kind === 'asterisk-ami' && !each.tls) || (each.kind === 'asterisk-ari' && each.ami),
  );
  for (const [key, wanted] of Object.entries({
    'to-switch': toSwitch,
    'user-events': userEvents,
  })) {
    if (!wanted || hasAmi) continue;
    const message = `\`${key}\` goes by the manager interface without TLS, and no switch has one`;
    report.tell('missing-ami', [...path, key], message, {
      hint: 'add `ami:` with the password of a user in manager.conf to the switch',
    });
  }
  return {
    ...(file === undefined ? {} : { file }),
    ...{ toSwitch, userEvents },
    agents: written.agents,
    callerNames: written['caller-names'],
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
