import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DRAFT_LIMIT_BYTES } from '#shared/contract/message-limits';
import { AppError } from '#shared/errors';
import { isFileError, PRIVATE_FILE_MODE, readFileIfPresent } from '../files/atomic-file.js';
import { newerVersionError, putAside, versionOf } from '../files/data-folder.js';
import { JsonComplexity } from '../files/json-complexity.js';
import type { Clock, Randomness } from '../ports/ports.js';
import type { DraftService } from './draft-service.js';

const FOLDER = 'drafts';
const DRAFTS_VERSION = 2;
const HEAD = `{"version":${DRAFTS_VERSION},"draft":`;
const TAIL = '}\n';

/** Up to version 1 there was one draft for all windows. */
const OLD_FILE = 'drafts.json';
const OLD_VERSION = 1;

/**
 * Maximum number of drafts of closed tabs; older ones are deleted. Not limited by age, since a wrong clock would
 * delete them all.
 */
const MAX_CLOSED_DRAFTS = 30;

/** A more complex draft was not typed, and would take seconds to parse. */
const COMPLEXITY_LIMITS = { values: 1_000_000, depth: 1000 };
/** Bytes checked at a time. */
const SLICE_BYTES = 512 * 1024;

export interface DraftOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Called for a damaged file, which was kept under another name, and for one of a newer version. */
  readonly onProblem?: (problem: AppError) => void;
}

interface StoredDraft {
  readonly tab: string;
  /** Another tab has adopted it: it is no longer offered, but its own tab still finds it. */
  readonly isTaken: boolean;
  /** Unix time in milliseconds. */
  readonly savedAt: number;
}

/**
 * Opens the drafts of Compose, which are opaque to the core. Each tab has its own file in `drafts/`, so that tabs
 * and processes do not overwrite each other. A file that cannot be read does not affect anything else.
 */
export function openDrafts(options: DraftOptions): DraftService {
  const folder = join(options.dataDir, FOLDER);
  const pathOf = ({ tab, isTaken }: Pick<StoredDraft, 'tab' | 'isTaken'>): string =>
    join(folder, `${tab}${isTaken ? '.taken' : ''}.json`);
  const holders = new Map<string, number>();
  const writes = new Map<string, Promise<void>>();
  // Reports a damaged old draft at once; it is migrated when a tab loads its draft.
  readOldDraft(options);

  const write = (tab: string, text: string): Promise<void> => {
    const before = writes.get(tab) ?? Promise.resolve();
    const now = before.then(async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await replaceFile(pathOf({ tab, isTaken: false }), `${HEAD}${text}${TAIL}`);
      await rm(pathOf({ tab, isTaken: true }), { force: true });
    });
    const settled = now.catch(() => undefined);
    writes.set(tab, settled);
    void settled.then(() => {
      if (writes.get(tab) === settled) writes.delete(tab);
    });
    return now;
  };
  const read = async (draft: Pick<StoredDraft, 'tab' | 'isTaken'>): Promise<string | null> => {
    const path = pathOf(draft);
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) return null;
    try {
      return await draftIn(path, bytes);
    } catch (error) {
      const problem = error instanceof AppError ? error : putAside(path, error);
      options.onProblem?.(problem);
      return null;
    }
  };
  const adoptOrphan = async (tab: string): Promise<string | null> => {
    const orphans = listDrafts(folder).filter((draft) => !draft.isTaken && !holders.has(draft.tab));
    for (const orphan of orphans) {
      const text = await read(orphan);
      if (text === null) continue;
      await write(tab, text);
      await rename(pathOf(orphan), pathOf({ ...orphan, isTaken: true })).catch(() => undefined);
      return text;
    }
    return null;
  };

  return {
    load: async (tab) => {
      await writes.get(tab);
      await migrateOldDraft(options, write);
      for (const draft of expiredDrafts(folder)) {
        if (draft.isTaken || !holders.has(draft.tab)) await rm(pathOf(draft), { force: true });
      }
      return (
        (await read({ tab, isTaken: false })) ??
        (await read({ tab, isTaken: true })) ??
        (await adoptOrphan(tab))
      );
    },
    save: async (tab, text) => {
      const size = Buffer.byteLength(text);
      if (size > DRAFT_LIMIT_BYTES) throw tooLarge(size);
      await write(tab, text);
    },
    async *hold(tab, signal) {
      holders.set(tab, (holders.get(tab) ?? 0) + 1);
      try {
        yield 'held';
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener('abort', () => resolve(), { once: true });
        });
      } finally {
        const left = (holders.get(tab) ?? 1) - 1;
        if (left === 0) holders.delete(tab);
        else holders.set(tab, left);
      }
    },
    close: async () => {
      await Promise.all(writes.values());
    },
  };
}

/** Newest first. */
function listDrafts(folder: string): readonly StoredDraft[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return [];
    throw error;
  }
  return names
    .flatMap((name) => {
      const match = /^([0-9a-f-]{36})(\.taken)?\.json$/.exec(name);
      const savedAt = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
      const tab = match?.[1];
      return tab === undefined || savedAt === undefined
        ? []
        : [{ tab, isTaken: match?.[2] !== undefined, savedAt }];
    })
    .sort((left, right) => right.savedAt - left.savedAt);
}

function expiredDrafts(folder: string): readonly StoredDraft[] {
  return listDrafts(folder).slice(MAX_CLOSED_DRAFTS);
}

/** @throws AppError `data-from-newer-version`; any other error for a damaged file. */
async function draftIn(path: string, bytes: Buffer): Promise<string> {
  const complexity = new JsonComplexity(COMPLEXITY_LIMITS);
  for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
    if (from > 0) await nextTurn();
    if (!complexity.add(bytes.subarray(from, from + SLICE_BYTES))) throw new SyntaxError('nested too deep');
  }
  const text = bytes.toString('utf8');
  const parsed = JSON.parse(text) as unknown;
  const version = versionOf(parsed);
  if (version !== null && version > DRAFTS_VERSION) throw newerVersionError(path, version, DRAFTS_VERSION);
  if (typeof parsed !== 'object' || parsed === null || !('draft' in parsed)) {
    throw new SyntaxError('not a draft');
  }
  return text.startsWith(HEAD) && text.endsWith(TAIL)
    ? text.slice(HEAD.length, -TAIL.length)
    : JSON.stringify(parsed.draft);
}

function readOldDraft({ dataDir, onProblem }: DraftOptions): string | null {
  const path = join(dataDir, OLD_FILE);
  const bytes = readFileIfPresent(path);
  if (bytes === null) return null;
  try {
    const parsed = JSON.parse(bytes.toString('utf8')) as unknown;
    const version = versionOf(parsed);
    if (version !== null && version > OLD_VERSION) throw newerVersionError(path, version, OLD_VERSION);
    if (version === null || typeof parsed !== 'object' || parsed === null || !('draft' in parsed)) {
      throw new SyntaxError('not a drafts file');
    }
    return parsed.draft === null ? null : JSON.stringify(parsed.draft);
  } catch (error) {
    const problem = error instanceof AppError ? error : putAside(path, error);
    onProblem?.(problem);
    return null;
  }
}

const alreadyReported = (): void => undefined;

/** Migrates the single draft of version 1 to the draft of a closed tab. */
async function migrateOldDraft(
  options: DraftOptions,
  write: (tab: string, text: string) => Promise<void>,
): Promise<void> {
  const text = readOldDraft({ ...options, onProblem: alreadyReported });
  if (text === null) return;
  await write(options.random.uuid(), text);
  await rm(join(options.dataDir, OLD_FILE), { force: true });
}

/** Like `writeFileAtomically`, but asynchronous, since a draft may have 32 MB. */
async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', PRIVATE_FILE_MODE);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function tooLarge(size: number): AppError {
  const megabytes = Math.ceil(size / (1024 * 1024));
  const limit = DRAFT_LIMIT_BYTES / (1024 * 1024);
  return new AppError(
    'bad-argument',
    {
      en: `This draft has ${megabytes} MB; drafts are kept up to ${limit} MB.`,
      zh: `该草稿大小为 ${megabytes} MB，超过了 ${limit} MB 的保存上限。`,
    },
    {
      en: 'It stays in the window, but is lost at a restart. Save the payload as a preset or a file.',
      zh: '内容仍保留在窗口中，但重启后会丢失。请将载荷另存为预设或文件。',
    },
  );
}
