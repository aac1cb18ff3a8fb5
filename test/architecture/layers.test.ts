import { join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { INNER_LAYERS, LAYERS, layers } from '../../eslint.layers.js';
import { findCycles, readFolderGraph } from '../../scripts/folder-graph.mjs';
import { compileErrors } from '../support/planted-code.js';

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

const eslint = new ESLint({ cwd: root });

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

/** TS2304 and its relatives: the name does not exist here. */
const UNKNOWN_NAME = [2304, 2584, 2580, 2591, 2552, 2503];

const INNOCENT = 'export const x: number = 1;';
const UNCHECKED_INDEX = 'export const x = (list: number[]): number => list[0];';
const UNDEFINED_PROPERTY = 'export const x: { a?: number } = { a: undefined };';

/** What each layer must not know, as the lines that use it. */
const UNKNOWN_GLOBALS = [
  {
    layer: 'shared',
    unknown: [
      'export const x = document.title;',
      'export const x = process.pid;',
      "export const x = Buffer.from('');",
    ],
  },
  { layer: 'core', unknown: ['export const x = document.title;'] },
  { layer: 'simulator', unknown: ['export const x = window.name;'] },
  { layer: 'cli', unknown: ['export const x = document.title;'] },
  { layer: 'electron/main', unknown: ['export const x = document.title;'] },
  { layer: 'electron/preload', unknown: ['export const x = process.pid;'] },
  {
    layer: 'renderer',
    unknown: ['export const x = process.pid;', "export const x = Buffer.from('');"],
  },
];

describe.each(UNKNOWN_GLOBALS)('the layer $layer, by compiler', ({ layer, unknown }) => {
  let errors: ReadonlyMap<string, readonly number[]> = new Map();
  beforeAll(() => {
    const lines = [INNOCENT, UNCHECKED_INDEX, UNDEFINED_PROPERTY, ...unknown];
    const found = compileErrors(layer, lines);
    errors = new Map(lines.map((line, index) => [line, found[index] ?? []]));
  });

  it.each(unknown)('does not know the global in: %s', (code) => {
    expect(errors.get(code)).toHaveLength(1);
    expect(UNKNOWN_NAME).toContain(errors.get(code)?.[0]);
  });

  it('compiles an innocent line, so the errors above are the planted ones', () => {
    expect(errors.get(INNOCENT)).toEqual([]);
  });

  it('is as strict as it gets', () => {
    expect(errors.get(UNCHECKED_INDEX)).toEqual([2322]);
    expect(errors.get(UNDEFINED_PROPERTY)).toEqual([2375]);
  });
});

it('is every layer that the compiler is asked about', () => {
  expect(UNKNOWN_GLOBALS.map(({ layer }) => layer)).toEqual(OWN_LAYERS);
});
