/**
 * SIPp scenarios as XML: callers who wait and talk, and agents' phones that ring, talk and hang up.
 * Each writes lines of `<what> <who> <local time>` to its log (`-trace_logs`), read by `readEvents`
 * of sipp.ts.
 */

export interface CallerBehaviour {
  /** The caller hangs up this long after being answered by the switch, waiting or talking. */
  readonly patienceMs: number;
}

export interface PhoneBehaviour {
  /**
   * What the phone does with a call: answers, or refuses it with this status at once, or lets it
   * ring, or answers and then transfers it to this extension.
   */
  readonly does: 'answer' | 'ring' | { readonly refuse: string } | { readonly transfer: string };
  /** From the INVITE to the answer. */
  readonly ringMs: number;
  /** Conversations last between these, evenly spread; then the agent hangs up or transfers. */
  readonly talkMs: readonly [number, number];
}

/**
 * Callers: each takes a line of the injection file, dials field 0 as the number in field 1. Logs
 * `call`, then `left` (out of patience) or `ended` (hung up on), with the number of field 1.
 */
export function callerScenario({ patienceMs }: CallerBehaviour): string {
  return scenario('caller', [
    '<send retrans="500"><![CDATA[',
    'INVITE sip:[field0]@[remote_ip]:[remote_port] SIP/2.0',
    ...callerHeaders('1 INVITE', ''),
    'Contact: <sip:[field1]@[local_ip]:[local_port]>',
    ...sdp,
    ']]><action><log message="call [field1] [timestamp]"/></action></send>',
    ...['100', '180', '183'].map((code) => `<recv response="${code}" optional="true"/>`),
    '<recv response="200" rrs="true"/>',
    '<send><![CDATA[',
    'ACK [next_url] SIP/2.0',
    ...callerHeaders('1 ACK', '[peer_tag_param]'),
    'Content-Length: 0',
    '',
    ']]></send>',
    `<recv request="BYE" timeout="${patienceMs}" ontimeout="leave"/>`,
    ...reply('200 OK'),
    '<nop next="end"><action><log message="ended [field1] [timestamp]"/></action></nop>',
    '<label id="leave"/>',
    '<send retrans="500"><![CDATA[',
    'BYE [next_url] SIP/2.0',
    ...callerHeaders('2 BYE', '[peer_tag_param]'),
    'Content-Length: 0',
    '',
    ']]><action><log message="left [field1] [timestamp]"/></action></send>',
    '<recv response="200"/>',
    '<label id="end"/>',
    '<nop/>',
  ]);
}

/**
 * Agents' phones, any number behind one port, told apart by the user in `To`. Logs `ring` when the
 * INVITE comes and `free` when the agent hangs up.
 */
export function phoneScenario({ does, ringMs, talkMs }: PhoneBehaviour): string {
  const start = [
    '<recv request="INVITE" rrs="true">',
    '<action>',
    '<ereg regexp="sip:([^@;]*)@" search_in="hdr" header="To:" check_it="true" assign_to="1,2"/>',
    '<ereg regexp=".*" search_in="hdr" header="From:" check_it="true" assign_to="3"/>',
    '<ereg regexp=".*" search_in="hdr" header="To:" check_it="true" assign_to="4"/>',
    '<ereg regexp=".*" search_in="hdr" header="Via:" check_it="true" assign_to="5"/>',
    '<ereg regexp=".*" search_in="hdr" header="CSeq:" check_it="true" assign_to="6"/>',
    '<log message="ring [$2] [timestamp]"/>',
    '</action></recv>',
    '<Reference variables="1"/>',
  ];
  if (typeof does === 'object' && 'refuse' in does) {
    return scenario('phone', [...start, ...finalReply(does.refuse), '<recv request="ACK"/>']);
  }
  const ends = typeof does === 'object' ? transferTo(does.transfer) : hangUp;
  return scenario('phone', [
    ...start,
    ...reply('180 Ringing', ';tag=[call_number]'),
    does === 'ring'
      ? '<recv request="CANCEL"/>'
      : `<recv request="CANCEL" timeout="${ringMs}" ontimeout="answer"/>`,
    ...reply('200 OK', ';tag=[call_number]'),
    ...finalReply('487 Request Terminated'),
    '<recv request="ACK" next="end"/>',
    ...(does === 'ring' ? [] : [...conversation(talkMs), ...ends]),
    '<label id="end"/>',
    '<nop/>',
  ]);
}

function conversation([least, most]: readonly [number, number]): string[] {
  return [
    '<label id="answer"/>',
    ...finalReply('200 OK', [
      'Contact: <sip:[$2]@[local_ip]:[local_port]>',
      ...sdp.slice(0, -1),
      sdp.at(-1) ?? '',
    ]),
    '<recv request="ACK"/>',
    // A BYE during the pause is answered by SIPp itself and ends the call there.
    `<pause distribution="uniform" min="${least}" max="${most}"/>`,
  ];
}

/** Headers of a request of the phone within the call. */
export const inDialog = (method: string): string[] => [
  '<send retrans="500"><![CDATA[',
  `${method} [next_url] SIP/2.0`,
  'Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]',
  'From:[$4];tag=[call_number]',
  'To:[$3]',
  'Call-ID: [call_id]',
  `CSeq: 10 ${method}`,
  'Max-Forwards: 70',
];

const hangUp = [
  ...inDialog('BYE'),
  'Content-Length: 0',
  '',
  ']]><action><log message="free [$2] [timestamp]"/></action></send>',
  '<recv response="200"/>',
];

/** Blind transfer (RFC 3515); the switch hangs the phone up when it is done. */
const transferTo = (extension: string): string[] => [
  ...inDialog('REFER'),
  `Refer-To: <sip:${extension}@[local_ip]>`,
  'Contact: <sip:[$2]@[local_ip]:[local_port]>',
  'Content-Length: 0',
  '',
  ']]></send>',
  '<recv response="202"/>',
  // What is notified of the transfer meanwhile is answered by SIPp itself.
  '<recv request="BYE"/>',
  ...reply('200 OK'),
  '<nop><action><log message="free [$2] [timestamp]"/></action></nop>',
];

/** One stream of µ-law. */
export const sdp = [
  'Content-Type: application/sdp',
  'Content-Length: [len]',
  '',
  'v=0',
  'o=sipp 1 1 IN IP[local_ip_type] [local_ip]',
  's=-',
  'c=IN IP[media_ip_type] [media_ip]',
  't=0 0',
  'm=audio [media_port] RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
];

function callerHeaders(cseq: string, toTag: string): string[] {
  return [
    'Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]',
    'From: "Caller [field1]" <sip:[field1]@[local_ip]:[local_port]>;tag=[call_number]',
    `To: <sip:[field0]@[remote_ip]:[remote_port]>${toTag}`,
    'Call-ID: [call_id]',
    `CSeq: ${cseq}`,
    'Max-Forwards: 70',
  ];
}

/** An answer to the request just received. */
export function reply(status: string, toTag = ''): string[] {
  return [
    '<send><![CDATA[',
    `SIP/2.0 ${status}`,
    '[last_Via:]',
    '[last_From:]',
    `[last_To:]${toTag}`,
    '[last_Call-ID:]',
    '[last_CSeq:]',
    'Contact: <sip:[local_ip]:[local_port]>',
    'Content-Length: 0',
    '',
    ']]></send>',
  ];
}

/** The final answer to the INVITE, whatever was received since. */
export function finalReply(status: string, rest = ['Content-Length: 0', '']): string[] {
  return [
    '<send retrans="500"><![CDATA[',
    `SIP/2.0 ${status}`,
    'Via:[$5]',
    'From:[$3]',
    'To:[$4];tag=[call_number]',
    'Call-ID: [call_id]',
    'CSeq:[$6]',
    ...rest,
    ']]></send>',
  ];
}

export function scenario(name: string, lines: readonly string[]): string {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">';
  return `${head}\n<scenario name="${name}">\n${lines.join('\n')}\n</scenario>\n`;
}
