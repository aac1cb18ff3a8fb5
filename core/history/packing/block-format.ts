import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { HeaderField } from '#shared/apns/push';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

/** Deliveries in one block at most. */
export const BLOCK_ROWS = 256;
/** No two deliveries of a block are further apart in time: to answer by time, few blocks need a look. Unit: milliseconds. */
export const BLOCK_SPAN_MS = 10_000;
/** A block with more text of its deliveries is full. Unit: UTF-16 code units. */
export const BLOCK_TEXT_LIMIT = 32 * 1024;
/** Shorter texts gain nothing from being deflated. Unit: bytes. */
const DEFLATE_FROM = 1024;
const DEFLATE_LEVEL = 3;
/** The most that texts may be: damage must not fill the memory. Unit: bytes. */
const TEXT_BYTES_LIMIT = 64 * 1024 * 1024;
const CHECKSUM_BYTES = 4;

/** What a row says of its delivery, as one number. These are what the file holds: add, never renumber. */
export const FLAG = {
  apnsId: 1,
  upperApnsId: 2,
  uniqueId: 4,
  upperUniqueId: 8,
  response: 16,
  timestamp: 32,
  /** Two bits: see {@link BODY_FORMS}. */
  bodyForm: 64,
  oddIds: 256,
  headers: 512,
  attempts: 1024,
  timings: 2048,
  failure: 4096,
  explanation: 8192,
} as const;

/** How the body of an answer follows from the rest: not at all, or as APNs writes it. */
export const BODY_FORMS = { none: 0, reason: 1, reasonAndTime: 2, text: 3 } as const;
export type BodyForm = (typeof BODY_FORMS)[keyof typeof BODY_FORMS];

/** What the rows of a block refer to by number. */
interface BlockDictionary {
  readonly frames: readonly number[];
  readonly connections: readonly (string | null)[];
  /** JSON. */
  readonly texts: readonly string[];
}

export interface Block {
  readonly run: number;
  readonly count: number;
  readonly dictionary: BlockDictionary;
  readonly rows: Buffer;
}

/** The headers of an answer that says nothing but its IDs. */
export function headersOf(apnsId: string | null, apnsUniqueId: string | null): readonly HeaderField[] {
  const headers: HeaderField[] = [];
  if (apnsId !== null) headers.push({ name: 'apns-id', value: apnsId });
  if (apnsUniqueId !== null) headers.push({ name: 'apns-unique-id', value: apnsUniqueId });
  return headers;
}

/** The body of an answer as APNs writes it: `{"reason":"BadDeviceToken"}`. */
export function bodyOf(
  form: BodyForm,
  { reason, timestampMs }: { readonly reason: string | null; readonly timestampMs: number | null },
): string {
  if (form === BODY_FORMS.reason) return JSON.stringify({ reason });
  return form === BODY_FORMS.reasonAndTime ? JSON.stringify({ reason, timestamp: timestampMs }) : '';
}

/** The bytes of a block, a checksum before them. @param deflates - Takes the time to make its texts smaller. */
export function sealBlock({ run, count, dictionary, rows }: Block, deflates: boolean): Buffer {
  const head = new ByteWriter();
  head.number(run);
  head.number(count);
  head.number(dictionary.frames.length);
  for (const frame of dictionary.frames) head.number(frame);
  head.text(JSON.stringify(dictionary.connections));
  const texts = Buffer.from(dictionary.texts.length === 0 ? '' : `[${dictionary.texts.join(',')}]`, 'utf8');
  const packed = deflates && texts.length >= DEFLATE_FROM;
  const kept = packed ? deflateRawSync(texts, { level: DEFLATE_LEVEL }) : texts;
  head.byte(packed ? 1 : 0);
  head.number(kept.length);
  const block = Buffer.allocUnsafe(CHECKSUM_BYTES + head.length + kept.length + rows.length);
  block.set(head.view(), CHECKSUM_BYTES);
  block.set(kept, CHECKSUM_BYTES + head.length);
  block.set(rows, CHECKSUM_BYTES + head.length + kept.length);
  block.writeUInt32BE(crc32(block.subarray(CHECKSUM_BYTES)));
  return block;
}

/** The texts of an opened block are values already. */
export interface OpenBlock {
  readonly run: number;
  readonly count: number;
  readonly frames: readonly number[];
  readonly connections: readonly (string | null)[];
  readonly texts: readonly unknown[];
  readonly rows: ByteReader;
  readonly bytes: Buffer;
}

/** @throws RangeError for a block that is damaged. */
export function unsealBlock(bytes: Buffer): OpenBlock {
  if (bytes.length <= CHECKSUM_BYTES || bytes.readUInt32BE() !== crc32(bytes.subarray(CHECKSUM_BYTES))) {
    throw new RangeError('the checksum does not fit');
  }
  const reader = new ByteReader(bytes, CHECKSUM_BYTES);
  const run = reader.number();
  const count = reader.number();
  const frames = Array.from({ length: reader.number() }, () => reader.number());
  const connections = JSON.parse(reader.text()) as readonly (string | null)[];
  const isDeflated = reader.byte() === 1;
  const kept = reader.take(reader.number());
  const text = isDeflated ? inflateRawSync(kept, { maxOutputLength: TEXT_BYTES_LIMIT }) : kept;
  const texts = text.length === 0 ? [] : (JSON.parse(text.toString('utf8')) as readonly unknown[]);
  return { run, count, frames, connections, texts, rows: reader, bytes };
}
