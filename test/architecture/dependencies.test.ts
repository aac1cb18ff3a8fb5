import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** The rows of the page: package, reason, licence. */
const rows = [...page.matchAll(/^\| `([^`]+)`\s*\| (.+?)\s*\| (.+?)\s*\|$/gm)].map(
  ([, name = '', why = '', licence = '']) => ({
    name,
    why,
    licence,
  }),
);
const named = { ...manifest.dependencies, ...manifest.devDependencies };

describe('docs/dependencies.md', () => {
  it('has one row for each package that we name, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(named).sort());
  });

  it.each(rows)('$name has a reason, and the licence that is installed', ({ name, why, licence }) => {
    const installed = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
      license: string;
    };
    expect(why.length).toBeGreaterThan(4);
    expect(installed.license.replace(/^\((.*)\)$/, '$1')).toBe(licence);
  });

  it('has the packages that are installed with Pushdeck in its first table', () => {
    const table = page.slice(page.indexOf('## Installed'), page.indexOf('## Bundled'));
    for (const name of Object.keys(manifest.dependencies)) expect(table).toContain(`\`${name}\``);
  });
});

it.each(Object.entries(named))('%s is pinned to an exact version', (_name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

/** The files that are built into what people run. */
const sources = ['shared', 'core', 'simulator', 'cli', 'electron', 'renderer']
  .flatMap((room) => readdirSync(join(root, room), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  // A type alone is gone after the build.
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').replace(/^import type .*$/gm, ''));

it.each(Object.keys(manifest.dependencies))('%s, which is installed with Pushdeck, is imported', (name) => {
  const imported = new RegExp(`(?:import |from |[\\w)]\\()['"]${name}(?:/[^'"]*)?['"]`);
  expect(sources.filter((source) => imported.test(source))).not.toEqual([]);
});

it('the lock file is whole for every platform', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const installed = new Set(Object.keys(packages).map((path) => path.split('node_modules/').pop()));
  const missing = Object.values(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !installed.has(name)),
  );
  expect(missing).toEqual([]);
});
