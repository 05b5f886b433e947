/**
 * PostgreSQL from Debian packages, unpacked (see ../asterisk/unpack.ts): about 100 MB the first
 * time, nothing after.
 *
 *   const packages = await postgresOrSkip(); // undefined: skip visibly; throws where CI=true
 */

import { chmodSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { orSkip, PackageError, startOf, unpack } from '../asterisk/unpack.ts';

export interface PostgresPackages {
  /** Major version: 15 where the machine is Debian. */
  readonly major: number;
  readonly initdb: string;
  readonly postgres: string;
}

/** Unpacks PostgreSQL, or finds it unpacked. Rejects with `PackageError`. */
export async function unpackPostgres(): Promise<PostgresPackages> {
  const { root } = await unpack({
    name: 'postgresql',
    // bookworm has PostgreSQL 15, whatever Debian this machine is.
    suite: ({ distribution, codename }) => (distribution === 'debian' ? 'bookworm' : codename),
    packages: ['postgresql'],
    withDependencies: true,
    finish: (made) => {
      for (const program of ['initdb', 'postgres']) wrap(made, join(binOf(made).bin, program));
    },
  });
  const { major, bin } = binOf(root);
  return { major, initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function binOf(root: string): { major: number; bin: string } {
  const versions = join(root, 'usr/lib/postgresql');
  const [major] = existsSync(versions) ? readdirSync(versions) : [];
  if (major === undefined)
    throw new PackageError(`no PostgreSQL under ${root}: remove that folder`);
  return { major: Number(major), bin: join(versions, major, 'bin') };
}

/** PostgreSQL, or undefined after saying why not; where `CI=true` a missing one is a failure. */
export function postgresOrSkip(): Promise<PostgresPackages | undefined> {
  return orSkip('PostgreSQL', unpackPostgres);
}

/**
 * A script in the program's place that starts it by the unpacked loader. initdb looks for postgres
 * beside itself and starts it by that path, so each must start by its path alone; from the script's
 * own place, so that the checkout may be moved.
 */
function wrap(root: string, program: string): void {
  const { loader, libraryPath } = startOf(root);
  const real = `${program}.program`;
  renameSync(program, real);
  const here = (path: string): string => `$here/${relative(dirname(program), path)}`;
  const libraries = libraryPath.split(':').map(here).join(':');
  const lines = [
    '#!/bin/sh',
    'here=$(dirname "$0")',
    `exec "${here(loader)}" --library-path "${libraries}" --argv0 "$0" "${here(real)}" "$@"`,
  ];
  writeFileSync(program, `${lines.join('\n')}\n`);
  chmodSync(program, 0o755);
}
