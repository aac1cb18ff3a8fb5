import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

// `dependencies` stay imports (npm installs them with the package); everything else is bundled.
const external = Object.keys(manifest.dependencies);

/** The command line and the browser host: plain Node, no Electron. */
export default defineConfig({
  publicDir: false,
  define: { PUSHDECK_VERSION: JSON.stringify(manifest.version) },
  // Without noExternal an ssr build leaves every package outside, the development ones too.
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: 'out/cli',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: { main: resolve(import.meta.dirname, 'cli/main.ts') },
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        // Beside the entry, so that a path relative to `import.meta.url` is the same in every chunk.
        chunkFileNames: 'chunk-[name]-[hash].js',
        minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
      },
      external,
    },
  },
});
