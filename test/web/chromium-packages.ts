/**
 * Headless Chromium with Japanese fonts from Debian packages, unpacked (see
 * ../asterisk/unpack.ts): about 200 MB the first time, nothing after.
 *
 *   const packages = await chromiumOrSkip(); // undefined: skip visibly; throws where CI=true
 */

import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolders, type Machine, orSkip, PackageError, unpack } from '../asterisk/unpack.ts';

export interface ChromiumPackages {
  /** As the package says it: `150.0.7871.100`. */
  readonly version: string;
  readonly program: string;
  /** What the program needs in its environment: libraries and fonts of the unpacked tree. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks Chromium, or finds it unpacked. Rejects with `PackageError`. */
export async function unpackChromium(): Promise<ChromiumPackages> {
  const { root, versions } = await unpack({
    name: 'chromium',
    suite: chromiumSuite,
    packages: ['chromium-headless-shell', 'fonts-noto-cjk'],
    withDependencies: true,
    finish: (made) => {
      dropTheCLibrary(made);
      writeFileSync(join(made, fontsFile), fontsConf);
    },
  });
  const libraries = libraryFolders(root);
  // Libraries of PulseAudio look for each other where they would be installed.
  const pulse = libraries.map((folder) => join(folder, 'pulseaudio')).filter(existsSync);
  const program = join(root, 'usr/lib/chromium/chromium-headless-shell');
  if (!existsSync(program)) throw new PackageError(`no ${program}: remove ${root}`);
  return {
    version: /^[\d.]+/.exec(versions['chromium-headless-shell'] ?? '')?.[0] ?? 'unknown',
    program,
    environment: {
      LD_LIBRARY_PATH: [...libraries, ...pulse].join(':'),
      FONTCONFIG_FILE: join(root, fontsFile),
      XDG_CACHE_HOME: join(root, 'cache'),
    },
  };
}

/** Chromium, or undefined after saying why not; where `CI=true` a missing one is a failure. */
export function chromiumOrSkip(): Promise<ChromiumPackages | undefined> {
  return orSkip('Chromium', unpackChromium);
}

function chromiumSuite({ distribution, codename }: Machine): string {
  if (distribution === 'debian') return codename;
  throw new PackageError(`the package mirror of ${distribution} has no Chromium (a snap at most)`);
}

/**
 * Chromium starts its own children by their path, so the machine's loader loads them all, and that
 * fits only the C library it came with. Both are of one suite, so the machine's will do.
 */
function dropTheCLibrary(root: string): void {
  const ofC =
    /^(ld-linux.*|lib(c|m|mvec|pthread|dl|rt|resolv|util|anl|nss_\w+|thread_db))\.so\.\d+$/;
  for (const folder of libraryFolders(root)) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (ofC.test(name)) rmSync(join(folder, name));
    }
  }
}

/** Only the unpacked fonts, so that every machine draws the same page. */
const fontsFile = 'fonts.conf';
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
${prefer('sans-serif', 'DejaVu Sans', 'Noto Sans CJK JP')}
${prefer('system-ui', 'DejaVu Sans', 'Noto Sans CJK JP')}
${prefer('serif', 'DejaVu Serif', 'Noto Serif CJK JP')}
${prefer('monospace', 'DejaVu Sans Mono', 'Noto Sans Mono CJK JP')}
</fontconfig>
`;

function prefer(generic: string, ...families: readonly string[]): string {
  const names = families.map((family) => `<family>${family}</family>`).join('');
  return `  <alias><family>${generic}</family><prefer>${names}</prefer></alias>`;
}
