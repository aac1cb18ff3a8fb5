import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../..');

/** The libraries and the packages' types are most of the work: every program shares them. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles lines that are planted in a folder, each as a file of its own, in one program.
 *
 * @param layer The layer whose compiler options hold, from the root of the project.
 * @param lines Each the whole text of a file.
 * @param folder Where the files are planted, from the root of the project.
 * @returns For each line the numbers of the compiler's errors, in the order of `lines`.
 */
export function compileErrors(layer: string, lines: readonly string[], folder = layer): number[][] {
  const configPath = join(root, layer, 'tsconfig.json');
  const config = ts.readConfigFile(configPath, (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, dirname(configPath));
  const settings: ts.CompilerOptions = { ...options, noEmit: true, composite: false, incremental: false };
  delete settings.tsBuildInfoFile;
  const planted = new Map(
    lines.map((line, index) => [join(root, folder, `planted-${index}.ts`), line] as const),
  );
  const host = ts.createCompilerHost(settings);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => {
    const line = planted.get(path);
    if (line !== undefined) return ts.createSourceFile(path, line, rest[0]);
    if (!parsed.has(path)) parsed.set(path, read(path, ...rest));
    return parsed.get(path);
  };
  const program = ts.createProgram({ rootNames: [...planted.keys()], options: settings, host });
  return [...planted.keys()].map((path) =>
    program.getSemanticDiagnostics(program.getSourceFile(path)).map((diagnostic) => diagnostic.code),
  );
}
