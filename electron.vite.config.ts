import react from '@vitejs/plugin-react';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import manifest from './package.json' with { type: 'json' };

// Absolute entries: electron-vite takes any id that starts with `electron/` for the Electron package.
const root = import.meta.dirname;
const define = { PUSHDECK_VERSION: JSON.stringify(manifest.version) };

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
    plugins: [react()],
    // The same files are served to ordinary browsers, so the target is lower than Electron's own Chromium.
    build: {
      minify: true,
      target: 'es2022',
      outDir: resolve(root, 'out/renderer'),
      rolldownOptions: { input: { index: resolve(root, 'renderer/index.html') } },
    },
  },
});
