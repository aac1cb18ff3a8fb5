import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build } from 'vite';

/** A script with everything that it imports from the project, for a process of its own. */
export interface BuiltScript {
  readonly path: string;
  remove(): void;
}

/**
 * @param source - The script's path.
 * @param external - Packages that are not bundled, native ones.
 */
export async function buildScript(source: string, external: string[] = []): Promise<BuiltScript> {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-script-'));
  const name = `${basename(source, '.ts')}.mjs`;
  await build({
    configFile: false,
    logLevel: 'error',
    root: resolve(import.meta.dirname, '../..'),
    publicDir: false,
    ssr: { noExternal: true, external },
    build: {
      ssr: source,
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: name } },
    },
  });
  return { path: join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
