import { join } from 'node:path';
import { readUnlinked, writeUnlinked } from './without-links.js';
import { ORDER_FILE } from './workspace-paths.js';

const ORDER_VERSION = 1;

/** The names of a folder in the order in which the user put them; those it does not know follow by alphabet. */
export function inFolderOrder(folderPath: string, names: readonly string[]): readonly string[] {
  const order = new Map(readOrder(folderPath).map((name, index) => [name, index]));
  const rank = (name: string): number => order.get(name) ?? Number.MAX_SAFE_INTEGER;
  return [...names].sort((a, b) => rank(a) - rank(b) || collator.compare(a, b));
}

/** Puts a name in front of another, or at the end. Only where it differs from the alphabet is a file kept. */
export function placeInOrder(
  folderPath: string,
  names: readonly string[],
  name: string,
  before: string | null,
): void {
  const rest = inFolderOrder(folderPath, names).filter((other) => other !== name);
  const index = before === null ? rest.length : rest.indexOf(before);
  const at = index === -1 ? rest.length : index;
  writeOrder(folderPath, [...rest.slice(0, at), name, ...rest.slice(at)]);
}

/** Keeps the place of what was renamed. */
export function renameInOrder(folderPath: string, from: string, to: string): void {
  const order = readOrder(folderPath);
  if (order.includes(from)) {
    writeOrder(
      folderPath,
      order.map((name) => (name === from ? to : name)),
    );
  }
}

/** Forgets what left the folder. */
export function removeFromOrder(folderPath: string, name: string): void {
  const order = readOrder(folderPath);
  if (order.includes(name)) {
    writeOrder(
      folderPath,
      order.filter((other) => other !== name),
    );
  }
}

/** Whole numbers in names count as numbers: “Step 2” comes before “Step 10”. */
const collator = new Intl.Collator('en', { numeric: true });

function readOrder(folderPath: string): readonly string[] {
  try {
    const file: unknown = JSON.parse(readUnlinked(join(folderPath, ORDER_FILE))?.toString('utf8') ?? '{}');
    if (typeof file !== 'object' || file === null || !('order' in file) || !Array.isArray(file.order))
      return [];
    return file.order.filter((name): name is string => typeof name === 'string');
  } catch {
    // The order is a convenience; a merge conflict in it, or a link, must not hide the presets.
    return [];
  }
}

function writeOrder(folderPath: string, order: readonly string[]): void {
  const text = `${JSON.stringify({ version: ORDER_VERSION, order }, null, 2)}\n`;
  writeUnlinked(join(folderPath, ORDER_FILE), text);
}
