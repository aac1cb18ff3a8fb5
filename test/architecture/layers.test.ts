import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { INNER_LAYERS, LAYERS, layers } from '../../eslint.layers.js';
import { findCycles, readFolderGraph } from '../../scripts/folder-graph.mjs';

const root = resolve(import.meta.dirname, '../..');

/** Only our own rule: the planted files do not exist, so rules that ask the type checker cannot run. */
const layersOnly = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
    { files: ['**/*.ts'], ...layers },
  ],
});

async function violations(layer: string, code: string): Promise<(string | null)[]> {
  const [result] = await layersOnly.lintText(code, { filePath: join(root, layer, 'planted.ts') });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

const OWN_LAYERS = Object.keys(LAYERS);

const FORBIDDEN = OWN_LAYERS.flatMap((layer) =>
  OWN_LAYERS.filter((target) => !(LAYERS[layer]?.layers.includes(target) ?? false)).map((target) => ({
    layer,
    target,
  })),
);

function pathBetween(layer: string, target: string): string {
  return `${'../'.repeat(layer.split('/').length)}${target}/anything.js`;
}

describe('the layers, by lint', () => {
  it.each(FORBIDDEN)('$layer may not import from $target', async ({ layer, target }) => {
    expect(await violations(layer, `import { x } from '${pathBetween(layer, target)}';`)).toEqual([
      'pushdeck/layers',
    ]);
    expect(await violations(layer, `export { x } from '${pathBetween(layer, target)}';`)).toEqual([
      'pushdeck/layers',
    ]);
    expect(await violations(layer, `await import('${pathBetween(layer, target)}');`)).toEqual([
      'pushdeck/layers',
    ]);
  });

  it.each([
    { layer: 'shared', specifier: 'node:fs' },
    { layer: 'shared', specifier: 'electron' },
    { layer: 'shared', specifier: 'react' },
    { layer: 'core', specifier: 'electron' },
    { layer: 'core', specifier: 'electron-store' },
    { layer: 'core', specifier: 'react' },
    { layer: 'simulator', specifier: 'electron' },
    { layer: 'cli', specifier: 'electron' },
    { layer: 'electron/main', specifier: 'react' },
    { layer: 'electron/preload', specifier: 'node:fs' },
    { layer: 'renderer', specifier: 'node:path' },
    { layer: 'renderer', specifier: 'electron' },
    { layer: 'renderer', specifier: 'ws' },
  ])('$layer may not import the package $specifier', async ({ layer, specifier }) => {
    expect(await violations(layer, `import x from '${specifier}';`)).toEqual(['pushdeck/layers']);
  });

  it('lets core use a package alias only into an allowed layer', async () => {
    expect(await violations('core', "import { x } from '#simulator/simulator';")).toEqual([
      'pushdeck/layers',
    ]);
    expect(await violations('core', "import { x } from '#shared/errors';")).toEqual([]);
  });

  it('lets preload take types from shared, and nothing else', async () => {
    expect(await violations('electron/preload', "import { x } from '#shared/errors';")).toEqual([
      'pushdeck/layers',
    ]);
    expect(await violations('electron/preload', "import type { X } from '#shared/errors';")).toEqual([]);
  });

  it.each(OWN_LAYERS)('is switched on for %s in the real configuration', async (layer) => {
    const eslint = new ESLint({ cwd: root });
    const config = (await eslint.calculateConfigForFile(join(root, layer, 'planted.ts'))) as {
      rules: Record<string, unknown>;
    };
    expect(config.rules['pushdeck/layers']).toEqual([2]);
  });
});

/** Each folder with the folders of its layer that stand in its own row or above: none of them may it import. */
const FORBIDDEN_INSIDE = Object.values(INNER_LAYERS).flatMap((rows) =>
  rows.flatMap((row, index) =>
    row.map((folder) => ({
      folder,
      targets: rows
        .slice(index)
        .flat()
        .filter((target) => target !== folder),
    })),
  ),
);

describe('the folders of a layer, by lint', () => {
  it.each(FORBIDDEN_INSIDE.filter(({ targets }) => targets.length > 0))(
    '$folder may import from none of $targets.length folders beside and above it',
    async ({ folder, targets }) => {
      const up = '../'.repeat(folder.split('/').length);
      const planted = targets.flatMap((target, index) => [
        `import type { X${index} } from '${up}${target}/x.js';`,
        `let x${index}: import('${up}${target}/x.js').X;`,
      ]);
      expect(await violations(folder, planted.join('\n'))).toEqual(planted.map(() => 'pushdeck/layers'));
    },
  );

  it('lets a folder import from a row below it', async () => {
    expect(await violations('core/apns', "import { x } from '../history/x.js';")).toEqual([]);
  });

  it('refuses a folder that has no row', async () => {
    expect(await violations('core/anywhere', 'export const x = 1;')).toEqual(['pushdeck/layers']);
  });

  it('has no cycle between folders, as the imports themselves show', () => {
    const graph = readFolderGraph();
    const listed = new Set(Object.values(INNER_LAYERS).flat(2));
    expect([...graph.keys()].filter((folder) => listed.has(folder)).length).toBe(listed.size);
    const cycles = findCycles(graph).filter((cycle) => cycle.some((folder) => listed.has(folder)));
    expect(cycles).toEqual([]);
  });

  it('finds a planted cycle', () => {
    const planted = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a', 'd'])],
      ['d', new Set<string>()],
    ]);
    expect(findCycles(planted)).toEqual([['a', 'b', 'c']]);
  });
});

/** Compiles one planted line with the compiler options of a layer. */
function compileErrors(layer: string, code: string): number[] {
  const configPath = join(root, layer, 'tsconfig.json');
  const config = ts.readConfigFile(configPath, (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, dirname(configPath));
  const planted = join(root, layer, 'planted.ts');
  const settings: ts.CompilerOptions = { ...options, noEmit: true, composite: false, incremental: false };
  delete settings.tsBuildInfoFile;
  const host = ts.createCompilerHost(settings);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, languageVersion, ...rest) =>
    path === planted
      ? ts.createSourceFile(path, code, languageVersion)
      : read(path, languageVersion, ...rest);
  const program = ts.createProgram({ rootNames: [planted], options: settings, host });
  const file = program.getSourceFile(planted);
  return program.getSemanticDiagnostics(file).map((diagnostic) => diagnostic.code);
}

/** TS2304 and its relatives: the name does not exist here. */
const UNKNOWN_NAME = [2304, 2584, 2580, 2591, 2552, 2503];

describe('the layers, by compiler', () => {
  it.each([
    { layer: 'shared', code: 'export const x = document.title;' },
    { layer: 'shared', code: 'export const x = process.pid;' },
    { layer: 'shared', code: "export const x = Buffer.from('');" },
    { layer: 'core', code: 'export const x = document.title;' },
    { layer: 'simulator', code: 'export const x = window.name;' },
    { layer: 'cli', code: 'export const x = document.title;' },
    { layer: 'electron/main', code: 'export const x = document.title;' },
    { layer: 'electron/preload', code: 'export const x = process.pid;' },
    { layer: 'renderer', code: 'export const x = process.pid;' },
    { layer: 'renderer', code: "export const x = Buffer.from('');" },
  ])('$layer does not know the global in: $code', ({ layer, code }) => {
    const errors = compileErrors(layer, code);
    expect(errors).toHaveLength(1);
    expect(UNKNOWN_NAME).toContain(errors[0]);
  });

  it.each(OWN_LAYERS)('%s compiles an innocent line, so the errors above are the planted ones', (layer) => {
    expect(compileErrors(layer, 'export const x: number = 1;')).toEqual([]);
  });

  it.each(OWN_LAYERS)('%s is as strict as it gets', (layer) => {
    expect(compileErrors(layer, 'export const x = (list: number[]): number => list[0];')).toEqual([2322]);
    expect(compileErrors(layer, 'export const x: { a?: number } = { a: undefined };')).toEqual([2375]);
  });
});
