import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Each file once more, compressed as small as can be: nothing is compressed while pages load. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle({ dir }) {
    const folder = join(dir!, 'assets');
    for (const name of readdirSync(folder)) {
      if (!/\.(js|css|svg)$/.test(name)) continue;
      const bytes = readFileSync(join(folder, name));
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    }
  },
};

// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig({
  root: 'server/web',
  // The server answers `/assets/…` from the folder of that name.
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A small picture within a style would be refused by the pages' own policy.
    assetsInlineLimit: 0,
  },
  oxc: { jsx: { importSource: 'preact' } },
  plugins: [compressed],
  // `npx vite` beside a running server: pages as they are edited.
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8470', ws: true } } },
});
