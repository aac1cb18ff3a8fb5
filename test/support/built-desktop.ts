import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** The main process as `npm run build` leaves it. */
export const DESKTOP_BUNDLE = join(root, 'out/main/index.js');
export const isDesktopBuilt = existsSync(DESKTOP_BUNDLE);

/**
 * Builds the program that runs the built main process under the stand-in for `electron` (desktop-process.ts).
 *
 * @param outDir - Inside the project, where the packages are found.
 * @returns Its path; it takes the bundle, a data folder, and what to do.
 */
export async function buildDesktopProcess(outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20.19',
      outDir,
      minify: false,
      rolldownOptions: {
        input: {
          electron: join(root, 'test/support/electron-double.ts'),
          desktop: join(root, 'test/support/desktop-process.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return join(outDir, 'desktop.mjs');
}
