import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import manifest from './package.json' with { type: 'json' };
import { writeCssTypes } from './scripts/css-types.mjs';

// Absolute entries: electron-vite takes any id that starts with `electron/` for the Electron package.
const root = import.meta.dirname;
const page = resolve(root, 'renderer/index.html');
const define = { PUSHDECK_VERSION: JSON.stringify(manifest.version) };

/** Keeps the types of the CSS modules current while the window is being worked on. */
const cssTypes = {
  name: 'css-types',
  buildStart: () => writeCssTypes(root),
  hotUpdate: async ({ file }: { readonly file: string }) => {
    if (file.endsWith('.module.css')) await writeCssTypes(root);
  },
};

export default defineConfig({
  main: {
    define,
    build: { rolldownOptions: { input: { index: resolve(root, 'electron/main/index.ts') } } },
  },
  preload: {
    // A sandboxed preload must be one CommonJS file with nothing external but `electron`.
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(root, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    define,
    plugins: [react(), cssTypes],
    // The same files are served to ordinary browsers, so the target is lower than Electron's own Chromium.
    build: {
      minify: true,
      target: 'es2022',
      outDir: resolve(root, 'out/renderer'),
      // The first page is one file; how large it may be is kept by a spec. Unit: kilobytes.
      chunkSizeWarningLimit: 1300,
      rolldownOptions: {
        input: { index: page },
        output: { codeSplitting: { groups: [{ name: chunkOfFirstPage(page), debugName: 'first page' }] } },
      },
    },
  },
});

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Puts everything that the first page needs into one file. By itself the bundler makes a file of whatever it shares
 * with each lazy screen, and the page waits for forty of them.
 */
function chunkOfFirstPage(entry: string) {
  let needed: Set<string> | null = null;
  return (id: string, graph: ModuleGraph) => {
    needed ??= reachedFrom(entry, graph);
    return needed.has(id) ? 'window' : null;
  };
}

function reachedFrom(entry: string, graph: ModuleGraph): Set<string> {
  const reached = new Set([entry]);
  for (const id of reached) {
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(imported);
  }
  return reached;
}
