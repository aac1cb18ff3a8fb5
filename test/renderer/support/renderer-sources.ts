import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

const RENDERER = resolve(import.meta.dirname, '../../../renderer');

/** Every source file of the renderer, parsed. */
export function rendererSources(): readonly ts.SourceFile[] {
  return readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => {
      const path = join(RENDERER, name);
      return ts.createSourceFile(
        relative(RENDERER, path),
        readFileSync(path, 'utf8'),
        ts.ScriptTarget.ES2023,
        true,
      );
    });
}

/** Calls `visit` for every node below, outermost first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
