/**
 * The configuration folder of a private Asterisk: the samples of config/asterisk with other ports,
 * and what a bare
 *  Asterisk needs besides (folders, modules, log). */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { withoutSections, withValue } from './conf-file.ts';
import { type AsteriskPackages, checkoutRoot } from './packages.ts';
import { ringingHertz } from './sip-tone.ts';

export interface PhoneSetup {
  /** Endpoint name: `1001` is reached as `PJSIP/1001`. */
  readonly id: string;
  /** Where it is, `sip:1001@127.0.0.1:5070`; absent: it registers itself with the password. */
  readonly contact?: string;
  /** Seconds between checks whether it answers; 0: never. */
  readonly qualifySeconds?: number;
  /**
   * It is a page of a browser: SIP in a WebSocket (`/ws` of the HTTP server), encrypted sound, a
   * password that is put into memory over ARI.
   */
  readonly softphone?: boolean;
}

export interface ServerPlan {
  readonly packages: AsteriskPackages;
  /** A short path: the control socket lies in it. */
  readonly folder: string;
  readonly httpPort: number;
  readonly amiPort: number;
  readonly sipPort: number;
  readonly password: string;
  readonly phones: readonly PhoneSetup[];
  /** Address the trunk's callers send from. */
  readonly trunkAddress: string;
  /** More text for single files, by file name: `extensions.conf`, `queues.conf`, ... */
  readonly more: Readonly<Record<string, string>>;
  /** Single files as they are to be, in place of ours. */
  readonly instead: Readonly<Record<string, string>>;
  /** Only warnings and errors are logged. */
  readonly quiet: boolean;
  /** Callers come to Tsunagi by the dialplan of extensions-ami.conf, not by `Stasis()`. */
  readonly routedByAmi: boolean;
}

/** Endpoint names of the samples, replaced by `phones`. */
const samplePhones = ['1001', '1002'];
const sampleSoftphone = 'w1001';

/** Writes everything under `plan.folder`. */
export function writeServerFiles(plan: ServerPlan): void {
  for (const name of ['etc', 'run', 'log', 'spool/recording', 'db', 'keys']) {
    mkdirSync(join(plan.folder, name), { recursive: true });
  }
  linkSharedFiles(plan);
  const files: Record<string, string> = {
    'asterisk.conf': asteriskConf(plan),
    'modules.conf': modulesConf(plan),
    'logger.conf': loggerConf(plan.quiet),
    'rtp.conf': rtpConf(plan),
    'cdr.conf': '[general]\nenable = no\n',
    'cel.conf': '[general]\nenable = no\n',
    'features.conf': '[general]\n',
    'indications.conf': indicationsConf,
    'udptl.conf': '[general]\n',
    // Empty, so that their absence is not complained of.
    'ccss.conf': '[general]\n',
    'acl.conf': '',
    'pjproject.conf': '',
    'websocket_client.conf': '',
    'http.conf': withValue(sample('http.conf'), 'general', 'bindport', String(plan.httpPort)),
    'ari.conf': withValue(sample('ari.conf'), 'tsunagi', 'password', plan.password),
    'manager.conf': managerConf(plan),
    'extensions.conf': sample('extensions.conf'),
    'extensions-ami.conf': sample('extensions-ami.conf'),
    // Without it the module does not load.
    'pjsip_notify.conf': '; what is sent is given with each request\n',
    'queues.conf': queuesConf(plan),
    'musiconhold.conf': sample('musiconhold.conf'),
    'stasis.conf': sample('stasis.conf'),
    'sorcery.conf': hasSoftphones(plan) ? sample('sorcery.conf') : '',
    'pjsip.conf': pjsipConf(plan),
  };
  Object.assign(files, plan.instead);
  for (const [name, text] of Object.entries(plan.more)) {
    files[name] = `${files[name] ?? ''}\n${text}\n`;
  }
  if (plan.routedByAmi) {
    files['extensions.conf'] =
      `${stasisToGosub(files['extensions.conf'] ?? '')}\n#include "extensions-ami.conf"\n`;
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(plan.folder, 'etc', name), text);
  }
}

const hasSoftphones = ({ phones }: ServerPlan): boolean =>
  phones.some(({ softphone }) => softphone);

/** As the `sed` of extensions-ami.conf does. */
const stasisToGosub = (text: string): string =>
  text.replace(/Stasis\(tsunagi,(.*)\)$/gm, 'Gosub(tsunagi,caller,1($1))');

function sample(name: string): string {
  return readFileSync(join(checkoutRoot(), 'config/asterisk', name), 'utf8');
}

/**
 * Asterisk's data folder: the unpacked one, with the language folder that installing would have
 * linked.
 */
function linkSharedFiles({ packages, folder }: ServerPlan): void {
  const share = join(folder, 'share');
  if (existsSync(share)) return;
  mkdirSync(join(share, 'sounds'), { recursive: true });
  for (const name of ['documentation', 'moh', 'rest-api', 'static-http', 'phoneprov', 'keys']) {
    const target = join(packages.share, name);
    if (existsSync(target)) symlinkSync(target, join(share, name));
  }
  symlinkSync(join(packages.share, 'sounds/en_US_f_Allison'), join(share, 'sounds/en'));
}

function loggerConf(quiet: boolean): string {
  const levels = quiet ? 'warning,error' : 'notice,warning,error,verbose';
  return `[general]\ndateformat = %F %T.%3q\n[logfiles]\nfull = ${levels}\n`;
}

function asteriskConf({ packages, folder, quiet }: ServerPlan): string {
  const folders = {
    astetcdir: join(folder, 'etc'),
    astmoddir: packages.modules,
    astvarlibdir: join(folder, 'share'),
    astdbdir: join(folder, 'db'),
    astkeydir: join(folder, 'keys'),
    astdatadir: join(folder, 'share'),
    astagidir: join(folder, 'share'),
    astspooldir: join(folder, 'spool'),
    astrundir: join(folder, 'run'),
    astlogdir: join(folder, 'log'),
  };
  const lines = Object.entries(folders).map(([key, value]) => `${key} = ${value}`);
  return `[directories]\n${lines.join('\n')}\n[options]\nverbose = ${quiet ? 0 : 3}\nnocolor = yes\n`;
}

/** Softphones find the way of their sound by ICE; it takes time from the calls of all others. */
function rtpConf(plan: ServerPlan): string {
  const ice = hasSoftphones(plan) ? 'yes' : 'no';
  return `[general]\nrtpstart = 20000\nrtpend = 32000\nstrictrtp = no\nicesupport = ${ice}\n`;
}

// The ringing tone is one pure tone, so that the tests' phones know it from music.
const indicationsConf = `[general]
country = us
[us]
description = tones
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = ${ringingHertz}/1500,0/500
congestion = 480+620/250,0/250
callwaiting = 440/300,0/10000
dialrecall = !350+440/100,!0/100,350+440
record = 1400/500,0/15000
info = !950/330,!1400/330,!1800/330,0
`;

/** Only what the samples use, so that it starts in a second. Names a version lacks are left out. */
const modules = [
  ...['app_stasis', 'app_dial', 'app_queue', 'app_playback', 'app_verbose', 'app_echo', 'app_exec'],
  ...['app_read', 'app_userevent', 'app_stack', 'app_originate', 'app_senddtmf'],
  ...[
    'app_mixmonitor',
    'app_playtones',
    'func_cut',
    'func_env',
    'func_uri',
    'res_manager_devicestate',
  ],
  ...['bridge_builtin_features', 'bridge_holding', 'bridge_native_rtp', 'bridge_simple'],
  ...[
    'app_chanspy',
    'bridge_softmix',
    'chan_bridge_media',
    'chan_pjsip',
    'codec_alaw',
    'codec_gsm',
    'codec_resample',
  ],
  ...['codec_ulaw', 'format_gsm', 'format_pcm', 'format_sln', 'format_wav', 'func_callerid'],
  ...[
    'func_channel',
    'func_dialplan',
    'func_global',
    'func_hangupcause',
    'func_logic',
    'func_pjsip_endpoint',
    'func_strings',
    'func_talkdetect',
  ],
  ...['func_timeout', 'func_devstate', 'pbx_config', 'res_ari', 'res_ari_applications'],
  ...['res_ari_asterisk', 'res_ari_bridges', 'res_ari_channels', 'res_ari_device_states'],
  ...['res_ari_endpoints', 'res_ari_events', 'res_ari_model', 'res_ari_playbacks'],
  ...['res_ari_recordings', 'res_ari_sounds', 'res_clioriginate', 'res_convert'],
  ...[
    'res_http_websocket',
    'res_musiconhold',
    'res_mutestream',
    'res_pjproject',
    'res_pjsip',
    'res_pjsip_acl',
  ],
  ...['res_pjsip_authenticator_digest', 'res_pjsip_caller_id', 'res_pjsip_dtmf_info'],
  ...['res_pjsip_endpoint_identifier_ip', 'res_pjsip_endpoint_identifier_user'],
  ...['res_pjsip_header_funcs', 'res_pjsip_logger', 'res_pjsip_nat'],
  ...[
    'res_pjsip_notify',
    'res_pjsip_outbound_authenticator_digest',
    'res_pjsip_path',
    'res_pjsip_pubsub',
  ],
  ...['res_pjsip_refer', 'res_pjsip_registrar', 'res_pjsip_rfc3326', 'res_pjsip_sdp_rtp'],
  ...['res_pjsip_session', 'res_rtp_asterisk', 'res_sorcery_astdb', 'res_sorcery_config'],
  ...['res_sorcery_memory', 'res_sorcery_realtime', 'res_stasis', 'res_stasis_answer'],
  ...['res_stasis_device_state', 'res_stasis_playback', 'res_stasis_recording', 'res_stasis_snoop'],
  ...['res_timing_timerfd', 'res_websocket_client'],
];

/** For phones that are pages of a browser. */
const softphoneModules = ['res_pjsip_transport_websocket', 'res_srtp'];

function modulesConf(plan: ServerPlan): string {
  const here = new Set(readdirSync(plan.packages.modules));
  const more = hasSoftphones(plan) ? softphoneModules : [];
  const loads = [...modules, ...more]
    .filter((name) => here.has(`${name}.so`))
    .map((name) => `load = ${name}.so`);
  return `[modules]\nautoload = no\n${loads.join('\n')}\n`;
}

function managerConf(plan: ServerPlan): string {
  const users = plan.routedByAmi
    ? `${withoutSections(sample('manager.conf'), ['tsunagi'])}\n${sample('manager-ami.conf')}`
    : sample('manager.conf');
  const text = withValue(users, 'general', 'port', String(plan.amiPort));
  const own = withValue(text, 'tsunagi', 'secret', plan.password);
  if (!plan.routedByAmi) return own;
  // For telling phones to answer, as config/asterisk/README.md says.
  return withValue(own, 'tsunagi', 'write', 'call,originate,reporting,system,user');
}

function queuesConf(plan: ServerPlan): string {
  const text = sample('queues.conf').replace(/^member => .*\n/gm, '');
  return text + plan.phones.map((phone) => `member => PJSIP/${phone.id}\n`).join('');
}

function pjsipConf(plan: ServerPlan): string {
  const qualify = plan.phones[0]?.qualifySeconds ?? 0;
  let text = withoutSections(sample('pjsip.conf'), samplePhones);
  text = withValue(text, 'transport-udp', 'bind', `127.0.0.1:${plan.sipPort}`);
  text = withValue(text, 'agent-address', 'qualify_frequency', String(qualify));
  text = withValue(text, 'trunk', 'match', plan.trunkAddress);
  text = withValue(text, 'trunk', 'contact', `sip:${plan.trunkAddress}:5060`);
  if (hasSoftphones(plan)) {
    text += withoutSections(sample('pjsip-softphones.conf'), [sampleSoftphone]);
  }
  return text + plan.phones.map((phone) => phoneSections(phone, plan.password)).join('');
}

function phoneSections(phone: PhoneSetup, password: string): string {
  const { id, contact, qualifySeconds, softphone } = phone;
  if (softphone) return softphoneSections(id);
  const address = [
    ...(contact === undefined ? [] : [`contact = ${contact}`]),
    ...(qualifySeconds === undefined ? [] : [`qualify_frequency = ${qualifySeconds}`]),
  ];
  return `
[${id}](agent-phone)
auth = ${id}
aors = ${id}
callerid = Agent ${id} <${id}>
[${id}](agent-auth)
username = ${id}
password = ${password}
[${id}](agent-address)
${address.join('\n')}
`;
}

const softphoneSections = (id: string): string => `
[${id}](agent-softphone)
auth = ${id}
aors = ${id}
callerid = Agent ${id} <${id}>
[${id}](agent-softphone-address)
`;
