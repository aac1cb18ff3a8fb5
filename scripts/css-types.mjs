// @ts-check
/**
 * Writes the types of the window's CSS modules, so that a class which no sheet has does not compile. Vite tells which
 * classes a sheet exports, so types and build agree. The types lie outside the sources; `rootDirs` in
 * `renderer/tsconfig.json` joins the two folders.
 */
import { realpathSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { preprocessCSS, resolveConfig } from 'vite';

/**
 * @param {string} sheet The sheet's text.
 * @param {readonly string[]} names What it exports, which besides its classes are its animations.
 * @returns {string} The text of its type declaration.
 * @throws {Error} When a class cannot be written as `styles.name`.
 */
export function declarationOf(sheet, names) {
  const classes = names.filter((name) => new RegExp(`\\.${name}(?![\\w-])`).test(sheet));
  const odd = classes.find((name) => !/^[a-z][A-Za-z0-9]*$/.test(name));
  if (odd !== undefined) throw new Error(`The class '.${odd}' is not in camelCase.`);
  const members = classes.map((name) => `  readonly ${name}: string;\n`).join('');
  return `declare const styles: {\n${members}};\nexport default styles;\n`;
}

/**
 * Writes a file only where its text changed: `tsc -b` builds again what depends on a newer file.
 * @param {string} path @param {string} text
 */
async function writeIfChanged(path, text) {
  const before = await readFile(path, 'utf8').catch(() => null);
  if (before === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/**
 * Writes the types of every sheet, and removes those of sheets that are gone.
 * @param {string} root The project's folder; Vite bundles its config, and with it this file, into another place.
 * @returns {Promise<void>}
 * @throws {Error} When a sheet cannot be read as CSS or names a class that is not in camelCase.
 */
export async function writeCssTypes(root) {
  const sheetsFolder = join(root, 'renderer');
  const typesFolder = join(root, 'node_modules/.cache/css-types');
  const config = await resolveConfig({ root: sheetsFolder, configFile: false, logLevel: 'error' }, 'build');
  const files = await readdir(sheetsFolder, { recursive: true });
  const sheets = files.filter((file) => file.endsWith('.module.css'));
  for (const file of sheets) {
    const path = join(sheetsFolder, file);
    const text = await readFile(path, 'utf8');
    const { modules } = await preprocessCSS(text, path, config);
    try {
      await writeIfChanged(
        join(typesFolder, `${file}.d.ts`),
        declarationOf(text, Object.keys(modules ?? {})),
      );
    } catch (error) {
      throw new Error(`renderer/${file}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  const known = new Set(sheets.map((file) => `${file}.d.ts`));
  const written = await readdir(typesFolder, { recursive: true });
  const gone = written.filter((file) => file.endsWith('.d.ts') && !known.has(file));
  await Promise.all(gone.map((file) => rm(join(typesFolder, file))));
}

if (realpathSync(process.argv[1] ?? '.') === import.meta.filename)
  await writeCssTypes(join(import.meta.dirname, '..'));
