import { RECOGNISED_LENGTH, recogniseFile } from '#shared/workspace/recognise-file';
import type { RecognisedFile } from './distribute-files.js';

/**
 * Reads the beginning of each dropped file to recognise its use. A file that cannot be read is recognised by name
 * alone.
 */
export function recogniseDrop(files: readonly File[]): Promise<readonly RecognisedFile[]> {
  return Promise.all(
    files.map(async (file) => ({ file, use: recogniseFile(await beginningOf(file), file.name) })),
  );
}

async function beginningOf(file: File): Promise<string> {
  try {
    return await file.slice(0, RECOGNISED_LENGTH).text();
  } catch {
    return '';
  }
}
