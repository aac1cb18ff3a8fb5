import { existsSync, readdirSync } from 'node:fs';
import { uniqueName } from '#shared/workspace/file-name';

/**
 * A name that is free in a folder. @param own - The current name, which counts as free, so that its case can
 * change.
 */
export function freeName(folderPath: string, stem: string, extension: string, own: string | null): string {
  const taken = existsSync(folderPath) ? readdirSync(folderPath).filter((name) => name !== own) : [];
  const stems = taken.filter((name) => name.toLowerCase().endsWith(extension.toLowerCase()));
  const free = uniqueName(
    stem,
    stems.map((name) => name.slice(0, name.length - extension.length)),
  );
  return free + extension;
}

/** True for `name (2)`, which {@link freeName} makes from `name`. */
export function isNumbered(stem: string, wanted: string): boolean {
  return stem.startsWith(`${wanted} (`) && /^\(\d+\)$/.test(stem.slice(wanted.length + 1));
}
