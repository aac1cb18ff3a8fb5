import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declarationOf } from '../../scripts/css-types.mjs';
import { compileErrors } from '../support/planted-code.js';

const renderer = resolve(import.meta.dirname, '../../renderer');
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).map((file) =>
  join(renderer, file),
);

describe('the types of CSS modules', () => {
  it('name the classes, not the animations', () => {
    expect(declarationOf('.row { animation: turn 1s } @keyframes turn {}', ['row', 'turn'])).toBe(
      'declare const styles: {\n  readonly row: string;\n};\nexport default styles;\n',
    );
  });

  it('refuse a class that cannot be written as a property', () => {
    expect(() => declarationOf('.row-title {}', ['row-title'])).toThrow("'.row-title' is not in camelCase");
  });

  it('let a class of the sheet compile, and no other', () => {
    const lines = ['row', 'nowhere'].map(
      (name) => `import styles from './log-row.module.css'; export const x = styles.${name};`,
    );
    expect(compileErrors('renderer', lines, 'renderer/features/log')).toEqual([[], [2339]]);
  });

  it('have no class that nothing uses', () => {
    const used = new Map<string, Set<string>>();
    const use = (sheet: string, names: Iterable<string>) => {
      used.set(sheet, new Set([...(used.get(sheet) ?? []), ...names]));
    };
    for (const file of files.filter((path) => /\.tsx?$/.test(path))) {
      const code = readFileSync(file, 'utf8');
      for (const [, name = '', sheet = ''] of code.matchAll(/^import (\w+) from '(.*\.module\.css)';$/gm)) {
        const uses = [...code.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g'))].map(([, one = '']) => one);
        use(join(dirname(file), sheet), uses);
      }
    }
    const sheets = files.filter((path) => path.endsWith('.module.css'));
    for (const file of sheets) {
      const css = readFileSync(file, 'utf8');
      for (const [, names = '', sheet = ''] of css.matchAll(/composes: ([\w ]+) from '(.*)'/g)) {
        use(join(dirname(file), sheet), names.split(' '));
      }
    }
    const unused = sheets.flatMap((file) => {
      const css = readFileSync(file, 'utf8').replace(/\/\*.*?\*\/|'[^']*'/gs, '');
      const classes = new Set([...css.matchAll(/\.([a-z]\w*)(?=[^{};]*\{)/gi)].map(([, name = '']) => name));
      return [...classes]
        .filter((name) => !used.get(file)?.has(name))
        .map((name) => `${file.slice(renderer.length + 1)}: .${name}`);
    });
    expect(sheets.length).toBeGreaterThan(0);
    expect(unused).toEqual([]);
  });
});
