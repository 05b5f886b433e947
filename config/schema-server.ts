/** The schema of switches and of the process itself. */

import { z } from 'zod';
import { count, duration, formed, id, reference, secret, text, valueText } from './scalars.ts';

const urlError = (issue: { input?: unknown }) =>
  `expected an address such as http://127.0.0.1:8088, got ${valueText(issue.input)}`;
/** User and password have their own keys: an address with `@` is refused. */
const url = z
  .string({ error: urlError })
  .regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/, { error: urlError });

/** The older interface of the same Asterisk. */
const ami = z.strictObject({
  host: text('a host or address').optional().describe('Default: the host of `url`.'),
  port: count(1, 65_535).prefault(5038).describe('Of manager.conf.'),
  user: text('a user of manager.conf').prefault('tsunagi').describe('User of manager.conf.'),
  password: secret.describe('Its secret, from the environment.'),
  'rescue-after': duration(1_000)
    .optional()
    .describe('Callers who wait go back to the dialplan when ARI is away for so long.'),
  'rescue-to': z
    .strictObject({
      extension: text('an extension in quotes').describe('An extension of the dialplan.'),
      context: text('a context').describe('Its context.'),
    })
    .optional()
    .describe('Where to. Default: the line after their Stasis().'),
});

export const switchKind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('asterisk-ari'),
    url: url.prefault('http://127.0.0.1:8088').describe('Address of the HTTP server of Asterisk.'),
    user: text('a user of ari.conf').prefault('tsunagi').describe('User of ari.conf.'),
    password: secret.describe('Its password, from the environment.'),
    app: text('a Stasis application').prefault('tsunagi').describe('Stasis application.'),
    'originates-per-second': count(1, 1000).prefault(50).describe('Phones rung a second at most.'),
    'rest-over-websocket': z
      .enum(['auto', 'never'])
      .prefault('auto')
      .describe('Send commands over the WebSocket where Asterisk can (22.4 and later).'),
    ami: ami.optional().describe('Manager interface: emergency exit, answering by key.'),
  }),
  z.strictObject({
    kind: z.literal('asterisk-ami'),
    host: text('a host or address').prefault('127.0.0.1').describe('Where Asterisk runs.'),
    port: count(1, 65_535).prefault(5038).describe('Of manager.conf.'),
    user: text('a user of manager.conf').prefault('tsunagi').describe('User of manager.conf.'),
    password: secret.describe('Its secret, from the environment.'),
    tls: z.boolean().prefault(false).describe('Encrypted (tlsenable of manager.conf).'),
    context: formed(
      /^[A-Za-z][A-Za-z0-9_]{0,39}$/,
      'a context of the dialplan: letters, digits and _',
    )
      .prefault('tsunagi')
      .describe('Context of extensions-ami.conf.'),
    'originates-per-second': count(1, 1000).prefault(50).describe('Phones rung a second at most.'),
  }),
  z.strictObject({
    kind: z.literal('simulated'),
    'calls-per-minute': count(0, 100_000).prefault(0).describe('Callers the world brings.'),
    seed: count(0, 4_294_967_295).prefault(1).describe('Seed of its chance.'),
  }),
]);

/** A switch as it is read. */
export type SwitchInput = z.output<typeof switchKind>;

const listener = (port: number) =>
  z
    .strictObject({
      host: text('a host or address').prefault('127.0.0.1').describe('Default: loopback only.'),
      port: count(0, 65_535).prefault(port).describe('0: any free port.'),
    })
    .prefault({});

/** Agents who talk in the browser. */
const softphone = z.strictObject({
  url: formed(
    /^wss?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
    'an address such as wss://pbx.example.com/ws',
  ).describe('Where browsers reach SIP over WebSocket: the HTTP server of Asterisk, path /ws.'),
});

/** The same of one agent. */
export const agentSoftphone = z.strictObject({
  user: id.describe('The endpoint of pjsip.conf; the phone is PJSIP/ and this.'),
  password: secret
    .optional()
    .describe('Its password, from the environment. Absent: made anew each time, over ARI.'),
});

const key = z.strictObject({
  key: secret.describe('The secret, from the environment.'),
  role: z.enum(['read', 'operate', 'admin']).describe('What the key may do.'),
  tenant: reference('a tenant').optional().describe('Only this tenant; absent: all.'),
});

/** Campaigns that dial. */
const outbound = z.strictObject({
  suppression: text('a folder')
    .prefault('suppression')
    .describe('Folder of the lists of those who must not be called.'),
  packs: z.array(text('a folder')).prefault([]).describe('Folders of rule packs of your own.'),
  'opt-out-key': formed(/^[0-9*#]$/, 'a key: 0 to 9, * or #, in quotes')
    .prefault('9')
    .describe('Who presses it while told who calls is not called again.'),
  trunks: z
    .record(
      id,
      z.strictObject({
        dial: formed(
          /^(?:Local|[A-Z][A-Z0-9]*)\/[^\s&,()]*\{(?:e164|digits|national)\}[^\s&,()]*$/,
          'how a number is dialled, such as PJSIP/{national}@trunk ({e164}, {digits}, {national})',
        ).describe('+81312345678 is {e164}, 81312345678 {digits}, 0312345678 {national}.'),
        channels: count(1, 100_000).prefault(30).describe('Lines campaigns may use at once.'),
        'calls-per-second': count(1, 1000).prefault(5).describe('Calls begun a second at most.'),
      }),
    )
    .prefault({})
    .describe('Ways out, by id.'),
  'caller-ids': z
    .record(
      formed(/^\+[1-9]\d{6,14}$/, 'a number such as "+81312345678", in quotes'),
      z.strictObject({
        tenant: reference('a tenant').describe('Whose number it is.'),
        verified: z.boolean().prefault(false).describe('The right to show it has been proved.'),
        answered: z
          .boolean()
          .prefault(false)
          .describe('Who calls it back is answered, and can ask not to be called.'),
      }),
    )
    .prefault({})
    .describe('Numbers that may be shown to who is called.'),
});

/** Sign-in by browser. */
const web = z.strictObject({
  secure: z
    .boolean()
    .prefault(false)
    .describe('Browsers reach the pages by HTTPS only: cookies are never sent without it.'),
  proxies: z
    .array(text('an address, or a network such as 10.0.0.0/8'))
    .prefault([])
    .describe('Proxies in front of the API that are believed who they speak for.'),
  'idle-sign-out': duration(60_000).prefault('8h').describe('Unused for so long: signed out.'),
  'sign-in-lasts': duration(60_000).prefault('24h').describe('Signed out after this in any case.'),
});

/** The process. */
export const serverKind = z.strictObject({
  api: listener(8470).describe('API, event stream and pages.'),
  metrics: listener(9470).describe('/metrics, /healthz and /readyz.'),
  keys: z.record(id, key).prefault({}).describe('API keys.'),
  web: web.prefault({}).describe('Sign-in by browser.'),
  journal: text('a folder').prefault('var/journal').describe('Folder of journal and snapshots.'),
  store: formed(
    /^(?!postgres(?:ql)?:\/\/[^@/]*:[^@/]*@)[^\p{Cc}]{1,500}$/u,
    'a file, or postgres://user@host/database (its password in PGPASSWORD)',
  )
    .prefault('var/store.db')
    .describe('People and campaigns: a file of SQLite, or the address of a PostgreSQL.'),
  outbound: outbound.optional().describe('Campaigns that dial; absent: none does.'),
  softphone: softphone.optional().describe('Agents who talk in the browser; absent: none can.'),
  'log-level': z.enum(['debug', 'info', 'warn', 'error', 'silent']).prefault('info'),
  'last-agent': z
    .strictObject({
      callers: count(0, 10_000_000).prefault(10_000).describe('Callers remembered.'),
      keep: duration().prefault('30d').describe('How long.'),
    })
    .prefault({})
    .describe('Memory of who talked with whom last.'),
  'queue-log': z
    .strictObject({
      file: formed(/^[^\p{Cc}]{0,199}[^\p{Cc}/]$/u, 'a file')
        .optional()
        .describe('Appended to; /var/log/asterisk/queue_log beside an Asterisk that reports read.'),
      'to-switch': z
        .boolean()
        .prefault(false)
        .describe(
          'Asterisk writes the lines itself (AMI QueueLog): to its file or realtime table.',
        ),
      'user-events': z
        .boolean()
        .prefault(false)
        .describe('Told as AMI user events, too: UserEvent AgentConnect, QueueCallerJoin, …'),
      agents: z
        .enum(['phone', 'name', 'id'])
        .prefault('phone')
        .describe('What stands for an agent: PJSIP/1001, the name, or the id.'),
      'caller-names': z
        .boolean()
        .prefault(false)
        .describe('Callers’ names too: log-caller-id-name of queues.conf.'),
    })
    .optional()
    .describe('The queue_log reports for Asterisk read; absent: none.'),
});
