/**
 * The machine's own package mirror, read from /etc/apt in both formats, and the one-line source
 * that names another suite of it. Nothing here runs apt.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One mirror of a distribution, whatever suites the machine uses of it. */
export interface Mirror {
  readonly uri: string;
  /** Keyring file the machine trusts for it; undefined: apt's own trusted keys. */
  readonly signedBy: string | undefined;
  readonly suites: readonly string[];
  readonly components: readonly string[];
}

/** `deb [options] uri suite components...`; comments and sources of source code are passed over. */
export function parseOneLineSources(text: string): Mirror[] {
  const mirrors: Mirror[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line);
    if (match === null) continue;
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const signedBy = /signed-by=(\S+)/i.exec(options)?.[1];
    mirrors.push({
      uri,
      signedBy,
      suites: [suite],
      components: components.split(/\s+/).filter((word) => word !== ''),
    });
  }
  return mirrors;
}

/** Stanzas of `Key: value` parted by empty lines (deb822). Disabled ones are passed over. */
export function parseStanzaSources(text: string): Mirror[] {
  const mirrors: Mirror[] = [];
  for (const stanza of text.split(/\n[ \t]*\n/)) {
    const fields = stanzaFields(stanza);
    const words = (key: string): string[] => (fields.get(key) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || fields.get('enabled') === 'no') continue;
    const signedBy = fields.get('signed-by');
    for (const uri of words('uris')) {
      mirrors.push({
        uri,
        // A key written out in the stanza itself is not a file: then apt's own trusted keys decide.
        signedBy: signedBy?.startsWith('/') ? signedBy : undefined,
        suites: words('suites'),
        components: words('components'),
      });
    }
  }
  return mirrors;
}

function stanzaFields(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue;
    const match = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (match !== null) {
      last = (match[1] ?? '').toLowerCase();
      fields.set(last, (match[2] ?? '').trim());
    } else if (/^\s+\S/.test(line)) {
      fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`.trim());
    }
  }
  return fields;
}

/** Every mirror the machine uses, in the order of its files. */
export function machineMirrors(etcApt = '/etc/apt'): Mirror[] {
  const files = [join(etcApt, 'sources.list')];
  const parts = join(etcApt, 'sources.list.d');
  if (existsSync(parts)) {
    for (const name of readdirSync(parts).sort()) files.push(join(parts, name));
  }
  return files
    .filter((file) => existsSync(file) && /\.(list|sources)$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return file.endsWith('.sources') ? parseStanzaSources(text) : parseOneLineSources(text);
    });
}

/**
 * The mirror that carries the distribution itself: it has the machine's own suite and component
 * `main`, and is not one of security updates, which have no other suites.
 */
export function distributionMirror(
  mirrors: readonly Mirror[],
  codename: string,
): Mirror | undefined {
  const own = mirrors.filter(
    (mirror) =>
      mirror.components.includes('main') &&
      mirror.suites.includes(codename) &&
      !/security/.test(mirror.uri),
  );
  return own[0];
}

/** The line of a sources.list that takes this suite from the mirror. */
export function sourceLine(mirror: Mirror, suite: string, architecture: string): string {
  const options = [`arch=${architecture}`];
  if (mirror.signedBy !== undefined) options.push(`signed-by=${mirror.signedBy}`);
  const components = mirror.components.includes('universe') ? 'main universe' : 'main';
  return `deb [${options.join(' ')}] ${mirror.uri} ${suite} ${components}`;
}
