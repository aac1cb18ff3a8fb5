import { join } from 'node:path';
import { AppError } from '#shared/errors';
import { moveAside, readFileIfPresent, writeFileAtomically } from './files/atomic-file.js';
import { damagedFileError, newerVersionError, versionOf } from './data-folder.js';
import type { DraftService } from './services.js';

const DRAFTS_VERSION = 1;
/** More than any payload a person edits; what is larger is not kept. Unit: UTF-16 code units of its JSON. */
export const DRAFT_LIMIT = 32 * 1024 * 1024;

export interface DraftOptions {
  readonly dataDir: string;
  /** Told about a damaged file, which was kept under another name. */
  readonly onProblem?: (problem: AppError) => void;
}

/**
 * The unsent work of Compose in `drafts.json`, opaque to the core.
 *
 * @throws AppError `data-from-newer-version`.
 */
export function openDrafts(options: DraftOptions): DraftService {
  const path = join(options.dataDir, 'drafts.json');
  read(path, options.onProblem);
  return {
    load: () => read(path, options.onProblem),
    save(draft) {
      const text = draft === undefined ? 'null' : JSON.stringify(draft);
      if (text.length > DRAFT_LIMIT) throw tooLarge(text.length);
      writeFileAtomically(path, `{"version":${DRAFTS_VERSION},"draft":${text}}\n`);
    },
  };
}

function read(path: string, onProblem: DraftOptions['onProblem']): unknown {
  const bytes = readFileIfPresent(path);
  if (bytes === null) return null;
  try {
    const parsed = JSON.parse(bytes.toString('utf8')) as unknown;
    const version = versionOf(parsed);
    if (version !== null && version > DRAFTS_VERSION) throw newerVersionError(path, version, DRAFTS_VERSION);
    if (version === null || typeof parsed !== 'object' || parsed === null || !('draft' in parsed)) {
      throw new SyntaxError('not a drafts file');
    }
    return parsed.draft;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const keptAs = moveAside(path);
    onProblem?.(damagedFileError(path, keptAs, error));
    return null;
  }
}

function tooLarge(size: number): AppError {
  const megabytes = Math.ceil(size / (1024 * 1024));
  return new AppError(
    'bad-argument',
    {
      en: `This draft has ${megabytes} MB; drafts are kept up to ${DRAFT_LIMIT / (1024 * 1024)} MB.`,
      zh: `该草稿大小为 ${megabytes} MB，超过了 ${DRAFT_LIMIT / (1024 * 1024)} MB 的保存上限。`,
    },
    {
      en: 'It stays in the window, but a restart would lose it. Save the payload as a preset or a file.',
      zh: '内容仍保留在窗口中，但重启后会丢失。请将载荷另存为预设或文件。',
    },
  );
}
