import { AppError, type ErrorMessage } from '../errors.js';

const MIB = 1024 * 1024;

/**
 * What the page may send to the core at once. The page cuts and refuses by it before it sends, the core closes the
 * line of who does not keep to it. The numbers are ours, chosen so that reading a message never holds up the event
 * loop of the core for longer than a tenth of a second.
 */
export const MESSAGE_LIMITS = {
  /** One WebSocket message; longer ones travel in parts. Unit: bytes. */
  partBytes: 256 * 1024,
  /** One call with everything that belongs to it, files too. Unit: bytes. */
  messageBytes: 34 * MIB,
  /** The JSON of one call, without its files. Unit: bytes. */
  textBytes: 4 * MIB,
  /** Arrays, objects and members in that JSON. What is longer goes in several calls, or as a file. */
  values: 25_000,
  /** How deep that JSON may be nested. */
  depth: 64,
  /** Files in one call; one more part holds its JSON. */
  files: 50,
} as const;

/** As much as is kept of what is being written. Unit: bytes of its JSON in UTF-8. */
export const DRAFT_LIMIT_BYTES = 32 * MIB;

/**
 * A draft up to this size rides in the JSON of its call, which can still be sent while a page closes. Unit: UTF-16
 * code units.
 */
export const INLINE_DRAFT_LIMIT = MIB / 2;

/** Some two hundred times what APNs takes (4 or 5 KiB). Unit: UTF-16 code units. */
export const PAYLOAD_LIMIT = MIB;

/** A scenario with hundreds of payloads. Unit: UTF-16 code units. */
export const SCENARIO_TEXT_LIMIT = MIB;

/** Devices or names in one call, well below {@link MESSAGE_LIMITS}. */
export const DEVICES_PER_CALL = 2000;

/** Targets of a batch in the JSON of its call; more go as lines of a file. */
export const TARGETS_PER_CALL = 5000;
/** Some 300,000 targets; more come from a file by the command line, which streams them. Unit: bytes. */
export const TARGET_LINES_LIMIT_BYTES = 32 * MIB;

/** Part tags: the first byte of a WebSocket message that is part of a longer one. JSON begins with neither. */
export const PART = { more: 0, last: 1 } as const;

/** What kinds of files a person may hand to the window, and how much of each. Unit: bytes. */
export const FILE_LIMITS = {
  /** Read by the core. */
  credential: { each: 4 * MIB, sum: 24 * MIB, count: MESSAGE_LIMITS.files },
  /** Payloads, presets and `.apns` files; read by the page. */
  payload: { each: PAYLOAD_LIMIT, sum: 24 * MIB, count: MESSAGE_LIMITS.files },
  /** Lists of devices; read by the page. */
  list: { each: 16 * MIB, sum: 24 * MIB, count: MESSAGE_LIMITS.files },
  /** Certificates of an authority that a server of one's own is checked by; kept in the settings. */
  authority: { each: 1_000_000, sum: 1_000_000, count: 1 },
  /** A drop whose files have not been inspected yet: as much as any kind takes. */
  any: { each: 16 * MIB, sum: 64 * MIB, count: 500 },
} as const;

export type FileKind = keyof typeof FILE_LIMITS;

/** A file that is not taken, and the sentence why. */
export interface RefusedFile<File> {
  readonly file: File;
  readonly error: ErrorMessage;
}

/**
 * Sorts out what is too large or too many. The one place where sizes of files are judged: for what is dropped,
 * chosen, pasted or opened through the system, before a byte of it is read.
 *
 * @returns The accepted files, in their order, and the others with their reason (`file-too-large`,
 * `bad-argument`).
 */
export function sortOutFiles<File extends { readonly name: string; readonly size: number }>(
  files: readonly File[],
  kind: FileKind,
): { readonly taken: readonly File[]; readonly refused: readonly RefusedFile<File>[] } {
  const limit = FILE_LIMITS[kind];
  const taken: File[] = [];
  const refused: RefusedFile<File>[] = [];
  let sum = 0;
  for (const file of files) {
    const error =
      file.size > limit.each
        ? tooLarge(file.name, file.size, kind)
        : taken.length >= limit.count
          ? tooMany(file.name, limit.count)
          : sum + file.size > limit.sum
            ? tooMuch(file.name, limit.sum)
            : null;
    if (error === null) {
      taken.push(file);
      sum += file.size;
    } else {
      refused.push({ file, error: error.toMessage() });
    }
  }
  return { taken, refused };
}

/** @throws AppError `bad-payload` for more than {@link PAYLOAD_LIMIT}: nothing near it would ever arrive. */
export function requireSendablePayload(payload: string): void {
  if (payload.length <= PAYLOAD_LIMIT) return;
  throw new AppError(
    'bad-payload',
    {
      en: `This payload has ${inMegabytes(payload.length)} MB; Pushdeck handles up to ${inMegabytes(PAYLOAD_LIMIT)} MB, and APNs takes 4 KB (5 KB for VoIP and broadcasts).`,
      zh: `该载荷为 ${inMegabytes(payload.length)} MB；Pushdeck 最多处理 ${inMegabytes(PAYLOAD_LIMIT)} MB，而 APNs 只接受 4 KB（VoIP 和广播为 5 KB）。`,
    },
    { en: 'Shorten it. It stays in the editor as it is.', zh: '请缩短载荷。编辑器中的内容保持不变。' },
  );
}

/** A call that the core would not take, refused before it is sent. */
export function messageTooLarge(bytes: number): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `This is ${inMegabytes(bytes)} MB; at most ${inMegabytes(MESSAGE_LIMITS.messageBytes)} MB can be handed over at once.`,
      zh: `内容为 ${inMegabytes(bytes)} MB，一次最多传输 ${inMegabytes(MESSAGE_LIMITS.messageBytes)} MB。`,
    },
    {
      en: 'Nothing was sent. Make it smaller, or hand it over in several steps.',
      zh: '未发送任何内容。请减小内容，或分几次操作。',
    },
  );
}

const BOUND_WORDS: Readonly<Record<FileKind, { readonly en: string; readonly zh: string }>> = {
  credential: { en: 'no certificate or key is larger than', zh: '而证书或密钥文件不会超过' },
  payload: { en: 'payloads and presets are read up to', zh: '而载荷或预设文件的上限为' },
  authority: { en: 'certificates of authorities are read up to', zh: '而 CA 证书的上限为' },
  list: { en: 'device lists are read up to', zh: '而设备列表的上限为' },
  any: {
    en: 'certificates, keys, payloads and device lists are far below',
    zh: '而证书、密钥、载荷和设备列表都远小于',
  },
};

function tooLarge(name: string, bytes: number, kind: FileKind): AppError {
  const limit = inMegabytes(FILE_LIMITS[kind].each);
  const words = BOUND_WORDS[kind];
  return new AppError(
    'file-too-large',
    {
      en: `“${name}” has ${inMegabytes(bytes)} MB; ${words.en} ${limit} MB.`,
      zh: `“${name}” 大小为 ${inMegabytes(bytes)} MB，${words.zh} ${limit} MB。`,
    },
    {
      en: 'Choose the file itself, not an archive or an app that holds it.',
      zh: '请选择文件本身，而不是包含它的压缩包或应用。',
    },
  );
}

function tooMany(name: string, count: number): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `“${name}” was not read: only the first ${count} files are taken at once.`,
      zh: `未读取 “${name}”：一次最多处理前 ${count} 个文件。`,
    },
    { en: 'Drop the rest afterwards.', zh: '其余文件请稍后再拖入。' },
  );
}

function tooMuch(name: string, sum: number): AppError {
  return new AppError(
    'file-too-large',
    {
      en: `“${name}” was not read: together the files have more than ${inMegabytes(sum)} MB.`,
      zh: `未读取 “${name}”：这些文件总共超过 ${inMegabytes(sum)} MB。`,
    },
    { en: 'Drop fewer files at once.', zh: '请减少一次拖入的文件。' },
  );
}

/** Rounded up, so that what is above a limit never reads as equal to it. */
function inMegabytes(bytes: number): number {
  return bytes >= 10 * MIB ? Math.ceil(bytes / MIB) : Math.ceil((bytes / MIB) * 10) / 10;
}
