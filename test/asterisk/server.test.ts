/** Asterisk 22 and 16 start from the samples that an admin copies. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';
import { freeTcpPort, freeUdpPort } from './server.ts';
import { useAsterisk } from './suite.ts';

test('ports a switch comes back to are given to nobody meanwhile', async () => {
  const ports = [await freeTcpPort(), await freeUdpPort('127.0.0.1'), await freeTcpPort()];
  expect(new Set(ports).size).toBe(3);
  const [handedOutFrom] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(
    '\t',
  );
  for (const port of ports) expect(port).toBeLessThan(Number(handedOutFrom));
});

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`Asterisk ${major} with the samples`, () => {
    const server = useAsterisk(() => ({ packages: packages!, phones: [{ id: '1001' }] }));

    test('opens ARI to the user of ari.conf and to nobody else', async () => {
      const asterisk = server();
      expect(await asterisk.channels()).toEqual([]);
      expect(await asterisk.bridges()).toEqual([]);
      const answer = await fetch(`${asterisk.ariUrl}/ari/channels?api_key=tsunagi:wrong`);
      expect(answer.status).toBe(401);
    });

    test('has the dialplan, the fallback, the phones, the trunk and the music', async () => {
      const asterisk = server();
      expect(await asterisk.cli('dialplan show from-trunk')).toContain('Stasis(tsunagi,entry,');
      expect(await asterisk.cli('dialplan show *73@agents')).toContain('feature,pause');
      expect(await asterisk.cli('queue show fallback')).toContain('PJSIP/1001');
      expect(await asterisk.cli('pjsip show endpoint 1001')).toMatch(/direct_media\s*: false/);
      expect(await asterisk.cli('pjsip show identify trunk')).toContain('127.0.0.2');
      expect(await asterisk.cli('moh show files')).toMatch(/Class: default[\s\S]*macroform/);
      expect(await asterisk.cli('core show file formats')).toContain('gsm');
      expect(await asterisk.cli('manager show user tsunagi')).toContain('reporting');
    });

    test('complains of nothing in its log but what a bare machine lacks', () => {
      const complaints = server()
        .log(10_000)
        .split('\n')
        .filter((line) => /\] (WARNING|ERROR)\[/.test(line));
      expect(complaints).toEqual([]);
    });
  });
}
