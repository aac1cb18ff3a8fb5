import { join } from 'node:path';
import { readWorkspaceFile, writeWorkspaceFile } from './workspace-files.js';
import { ORDER_FILE } from './workspace-paths.js';

const ORDER_VERSION = 1;

/** Sorts the names in a folder as the user arranged them; unknown names follow alphabetically. */
export function sortByFolderOrder(folderPath: string, names: readonly string[]): readonly string[] {
  const order = new Map(readOrder(folderPath).map((name, index) => [name, index]));
  const rank = (name: string): number => order.get(name) ?? Number.MAX_SAFE_INTEGER;
  return [...names].sort((a, b) => rank(a) - rank(b) || collator.compare(a, b));
}

/** Moves a name before another, or to the end, and saves the order. */
export function moveInOrder(
  folderPath: string,
  names: readonly string[],
  name: string,
  before: string | null,
): void {
  const rest = sortByFolderOrder(folderPath, names).filter((other) => other !== name);
  const index = before === null ? rest.length : rest.indexOf(before);
  const at = index === -1 ? rest.length : index;
  writeOrder(folderPath, [...rest.slice(0, at), name, ...rest.slice(at)]);
}

/** Keeps the position of a renamed entry. */
export function renameInOrder(folderPath: string, from: string, to: string): void {
  const order = readOrder(folderPath);
  if (order.includes(from)) {
    writeOrder(
      folderPath,
      order.map((name) => (name === from ? to : name)),
    );
  }
}

/** Removes an entry from the order. */
export function removeFromOrder(folderPath: string, name: string): void {
  const order = readOrder(folderPath);
  if (order.includes(name)) {
    writeOrder(
      folderPath,
      order.filter((other) => other !== name),
    );
  }
}

/** Numeric, so that “Step 2” comes before “Step 10”. */
const collator = new Intl.Collator('en', { numeric: true });

function readOrder(folderPath: string): readonly string[] {
  try {
    const file: unknown = JSON.parse(
      readWorkspaceFile(join(folderPath, ORDER_FILE))?.toString('utf8') ?? '{}',
    );
    if (typeof file !== 'object' || file === null || !('order' in file) || !Array.isArray(file.order))
      return [];
    return file.order.filter((name): name is string => typeof name === 'string');
  } catch {
    // A merge conflict in the order file, or a link in its place, must not hide the presets.
    return [];
  }
}

function writeOrder(folderPath: string, order: readonly string[]): void {
  const text = `${JSON.stringify({ version: ORDER_VERSION, order }, null, 2)}\n`;
  writeWorkspaceFile(join(folderPath, ORDER_FILE), text);
}
