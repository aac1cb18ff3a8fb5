import { ESLint } from 'eslint';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { rooms, ROOMS } from '../../eslint.rooms.js';

const root = resolve(import.meta.dirname, '../..');

/** Only the house rule: the planted files do not exist, so rules that ask the type checker cannot run. */
const roomsOnly = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
    { files: ['**/*.ts'], ...rooms },
  ],
});

async function violations(room: string, code: string): Promise<(string | null)[]> {
  const [result] = await roomsOnly.lintText(code, { filePath: join(root, room, 'planted.ts') });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

const OWN_ROOMS = Object.keys(ROOMS);

const FORBIDDEN = OWN_ROOMS.flatMap((room) =>
  OWN_ROOMS.filter((target) => !(ROOMS[room]?.rooms.includes(target) ?? false)).map((target) => ({
    room,
    target,
  })),
);

function pathBetween(room: string, target: string): string {
  return `${'../'.repeat(room.split('/').length)}${target}/anything.js`;
}

describe('the rooms, by lint', () => {
  it.each(FORBIDDEN)('$room may not import from $target', async ({ room, target }) => {
    expect(await violations(room, `import { x } from '${pathBetween(room, target)}';`)).toEqual([
      'pushdeck/rooms',
    ]);
    expect(await violations(room, `export { x } from '${pathBetween(room, target)}';`)).toEqual([
      'pushdeck/rooms',
    ]);
    expect(await violations(room, `await import('${pathBetween(room, target)}');`)).toEqual([
      'pushdeck/rooms',
    ]);
  });

  it.each([
    { room: 'shared', specifier: 'node:fs' },
    { room: 'shared', specifier: 'electron' },
    { room: 'shared', specifier: 'react' },
    { room: 'core', specifier: 'electron' },
    { room: 'core', specifier: 'electron-store' },
    { room: 'core', specifier: 'react' },
    { room: 'simulator', specifier: 'electron' },
    { room: 'cli', specifier: 'electron' },
    { room: 'electron/main', specifier: 'react' },
    { room: 'electron/preload', specifier: 'node:fs' },
    { room: 'renderer', specifier: 'node:path' },
    { room: 'renderer', specifier: 'electron' },
    { room: 'renderer', specifier: 'ws' },
  ])('$room may not import the package $specifier', async ({ room, specifier }) => {
    expect(await violations(room, `import x from '${specifier}';`)).toEqual(['pushdeck/rooms']);
  });

  it('lets core use a package alias only into an allowed room', async () => {
    expect(await violations('core', "import { x } from '#simulator/simulator';")).toEqual(['pushdeck/rooms']);
    expect(await violations('core', "import { x } from '#shared/errors';")).toEqual([]);
  });

  it('lets preload take types from shared, and nothing else', async () => {
    expect(await violations('electron/preload', "import { x } from '#shared/errors';")).toEqual([
      'pushdeck/rooms',
    ]);
    expect(await violations('electron/preload', "import type { X } from '#shared/errors';")).toEqual([]);
  });

  it.each(OWN_ROOMS)('is switched on for %s in the real configuration', async (room) => {
    const eslint = new ESLint({ cwd: root });
    const config = (await eslint.calculateConfigForFile(join(root, room, 'planted.ts'))) as {
      rules: Record<string, unknown>;
    };
    expect(config.rules['pushdeck/rooms']).toEqual([2]);
  });
});

/** Compiles one planted line with the compiler options of a room. */
function compileErrors(room: string, code: string): number[] {
  const configPath = join(root, room, 'tsconfig.json');
  const config = ts.readConfigFile(configPath, (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, dirname(configPath));
  const planted = join(root, room, 'planted.ts');
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

describe('the rooms, by compiler', () => {
  it.each([
    { room: 'shared', code: 'export const x = document.title;' },
    { room: 'shared', code: 'export const x = process.pid;' },
    { room: 'shared', code: "export const x = Buffer.from('');" },
    { room: 'core', code: 'export const x = document.title;' },
    { room: 'simulator', code: 'export const x = window.name;' },
    { room: 'cli', code: 'export const x = document.title;' },
    { room: 'electron/main', code: 'export const x = document.title;' },
    { room: 'electron/preload', code: 'export const x = process.pid;' },
    { room: 'renderer', code: 'export const x = process.pid;' },
    { room: 'renderer', code: "export const x = Buffer.from('');" },
  ])('$room does not know the global in: $code', ({ room, code }) => {
    const errors = compileErrors(room, code);
    expect(errors).toHaveLength(1);
    expect(UNKNOWN_NAME).toContain(errors[0]);
  });

  it.each(OWN_ROOMS)('%s compiles an innocent line, so the errors above are the planted ones', (room) => {
    expect(compileErrors(room, 'export const x: number = 1;')).toEqual([]);
  });

  it.each(OWN_ROOMS)('%s is as strict as it gets', (room) => {
    expect(compileErrors(room, 'export const x = (list: number[]): number => list[0];')).toEqual([2322]);
    expect(compileErrors(room, 'export const x: { a?: number } = { a: undefined };')).toEqual([2375]);
  });
});
