// @ts-check
/**
 * `npm run graph`: which folder imports which, types included, from the imports themselves. Prints the cycles
 * between folders and ends with status 1 where there is one; with `--all` it prints every arrow.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { importedPath, LAYERS } from '../eslint.layers.js';

const root = resolve(import.meta.dirname, '..');

/** @param {string} folder @returns {string[]} The source files below it, as paths from the root. */
function sourcesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** @param {string} file @returns {string[]} The folders of our own that it imports from. */
function importedFolders(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    const path = importedPath(file, fileName);
    return path === undefined ? [] : [dirname(path)];
  });
}

/** @returns {Map<string, Set<string>>} For each folder, the folders it imports from. */
export function readFolderGraph() {
  /** @type {Map<string, Set<string>>} */
  const graph = new Map();
  for (const file of Object.keys(LAYERS).flatMap(sourcesIn)) {
    const from = dirname(file);
    const targets = graph.get(from) ?? new Set();
    for (const to of importedFolders(file)) if (to !== from) targets.add(to);
    graph.set(from, targets);
  }
  return graph;
}

/**
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph
 * @returns {string[][]} Each set of folders that can all reach one another (Tarjan's algorithm).
 */
export function findCycles(graph) {
  /** @type {Map<string, { index: number, low: number, onStack: boolean }>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const cycles = [];
  /** @param {string} folder */
  const visit = (folder) => {
    const node = { index: seen.size, low: seen.size, onStack: true };
    seen.set(folder, node);
    stack.push(folder);
    for (const next of graph.get(folder) ?? []) {
      const known = seen.get(next) ?? visit(next);
      if (known.onStack) node.low = Math.min(node.low, known.low);
    }
    if (node.low === node.index) {
      const members = stack.splice(stack.indexOf(folder));
      for (const member of members) {
        const entry = seen.get(member);
        if (entry) entry.onStack = false;
      }
      if (members.length > 1) cycles.push(members.sort());
    }
    return node;
  };
  for (const folder of graph.keys()) if (!seen.has(folder)) visit(folder);
  return cycles;
}

if (process.argv[1] === import.meta.filename) {
  const graph = readFolderGraph();
  if (process.argv.includes('--all')) {
    for (const [from, targets] of graph) console.log(`${from} → ${[...targets].sort().join(', ')}`);
  }
  const cycles = findCycles(graph);
  for (const cycle of cycles) console.log(`cycle: ${cycle.join(' ⇄ ')}`);
  console.log(`${graph.size} folders, ${cycles.length} cycles`);
  process.exitCode = cycles.length === 0 ? 0 : 1;
}
