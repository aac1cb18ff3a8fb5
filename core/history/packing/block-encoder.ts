import type { Delivery, DeliveryAttempt, DeliveryTimings } from '#shared/apns/push';
import {
  BLOCK_ROWS,
  BLOCK_SPAN_MS,
  BLOCK_TEXT_LIMIT,
  BODY_FORMS,
  type BodyForm,
  bodyOf,
  FLAG,
  sealBlock,
} from './block-format.js';
import { ByteWriter } from './byte-writer.js';
import type { OwnPart } from './delivery-parts.js';
import { parseUuid, UUID_BYTES } from './packed-uuid.js';

/** One delivery as a block takes it. */
export interface BlockEntry {
  /** Of the frame that it belongs to. */
  readonly frame: number;
  /** Its place in the order in which deliveries were written. */
  readonly seq: number;
  readonly position: number;
  readonly own: OwnPart;
}

/** What the table says of a block, so that most questions need not open it. */
export interface BlockFacts {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** How many deliveries of each frame are in it. */
  readonly frames: ReadonlyMap<number, number>;
}

/** Packs deliveries of one run of a batch, one after another, into a block that can be written at any time. */
export class BlockEncoder {
  readonly #run: number;
  readonly #rows = new ByteWriter();
  readonly #frames = new Map<number, number>();
  readonly #frameIndex = new Map<number, number>();
  readonly #connections = new Map<string | null, number>();
  readonly #texts = new Map<string, number>();
  /** The UUIDs of the delivery that is being added. */
  readonly #apnsId = new Uint8Array(UUID_BYTES);
  readonly #uniqueId = new Uint8Array(UUID_BYTES);
  #textLength = 0;
  #count = 0;
  #last = { seq: 0, position: 0, atMs: 0 };
  #firstSeq = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #firstPosition = Number.POSITIVE_INFINITY;
  #lastPosition = Number.NEGATIVE_INFINITY;

  constructor(run: number) {
    this.#run = run;
  }

  /** False once it is full, and for a delivery too far in time from the others. */
  hasRoomFor(atMs: number): boolean {
    if (this.#count === 0) return true;
    return (
      this.#count < BLOCK_ROWS &&
      this.#textLength < BLOCK_TEXT_LIMIT &&
      atMs - this.#firstMs <= BLOCK_SPAN_MS &&
      this.#lastMs - atMs <= BLOCK_SPAN_MS
    );
  }

  /** True for a delivery that was sent before what a block spans until its newest one. */
  isMuchNewerThan(atMs: number): boolean {
    return this.#lastMs - atMs > BLOCK_SPAN_MS;
  }

  add({ frame, seq, position, own }: BlockEntry): void {
    const rows = this.#rows;
    if (this.#count === 0) this.#firstSeq = seq;
    rows.number(seq - this.#last.seq);
    rows.signed(position - this.#last.position);
    rows.signed(own.atMs - this.#last.atMs);
    rows.number(indexIn(this.#frameIndex, frame));
    rows.number(indexIn(this.#connections, own.connectionId));
    this.#addOwn(own);
    this.#last = { seq, position, atMs: own.atMs };
    this.#frames.set(frame, (this.#frames.get(frame) ?? 0) + 1);
    this.#count += 1;
    this.#firstMs = Math.min(this.#firstMs, own.atMs);
    this.#lastMs = Math.max(this.#lastMs, own.atMs);
    this.#firstPosition = Math.min(this.#firstPosition, position);
    this.#lastPosition = Math.max(this.#lastPosition, position);
  }

  facts(): BlockFacts {
    return {
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      firstPosition: this.#firstPosition,
      lastPosition: this.#lastPosition,
      firstSeq: this.#firstSeq,
      lastSeq: this.#last.seq,
      frames: this.#frames,
    };
  }

  /** The block as it stands. @param isLast - Nothing will be added: it may take longer and become smaller. */
  bytes(isLast: boolean): Buffer {
    const dictionary = {
      frames: [...this.#frameIndex.keys()],
      connections: [...this.#connections.keys()],
      texts: [...this.#texts.keys()],
    };
    return sealBlock({ run: this.#run, count: this.#count, dictionary, rows: this.#rows.view() }, isLast);
  }

  #addOwn(own: OwnPart): void {
    const rows = this.#rows;
    const apnsCase = own.apnsId === null ? null : parseUuid(own.apnsId, this.#apnsId);
    const uniqueCase = own.apnsUniqueId === null ? null : parseUuid(own.apnsUniqueId, this.#uniqueId);
    const hasOddIds =
      (own.apnsId !== null && apnsCase === null) || (own.apnsUniqueId !== null && uniqueCase === null);
    const usesIds = !hasOddIds;
    const form = formOfBody(own);
    const hasPlainTimings = arePlain(own.timings);
    const flags =
      (usesIds && apnsCase !== null ? FLAG.apnsId : 0) |
      (apnsCase === 'upper' ? FLAG.upperApnsId : 0) |
      (usesIds && uniqueCase !== null ? FLAG.uniqueId : 0) |
      (uniqueCase === 'upper' ? FLAG.upperUniqueId : 0) |
      (hasPlainTimings && own.timings.responseMs !== null ? FLAG.response : 0) |
      (own.timestampMs === null ? 0 : FLAG.timestamp) |
      (form * FLAG.bodyForm) |
      (hasOddIds ? FLAG.oddIds : 0) |
      (areUsualHeaders(own) ? 0 : FLAG.headers) |
      (isUsualAttempt(own) ? 0 : FLAG.attempts) |
      (hasPlainTimings ? 0 : FLAG.timings) |
      (own.failure === null ? 0 : FLAG.failure) |
      (own.explanation === null ? 0 : FLAG.explanation);
    rows.number(flags);
    if (flags & FLAG.apnsId) rows.raw(this.#apnsId);
    if (flags & FLAG.uniqueId) rows.raw(this.#uniqueId);
    if (hasPlainTimings) {
      rows.number(microseconds(own.timings.queueMs));
      if (own.timings.responseMs !== null) rows.number(microseconds(own.timings.responseMs));
      rows.number(microseconds(own.timings.totalMs));
    }
    if (own.timestampMs !== null) rows.signed(own.timestampMs);
    if (form === BODY_FORMS.text) this.#addText(own.responseBody);
    if (flags & FLAG.oddIds) this.#addText([own.apnsId, own.apnsUniqueId]);
    if (flags & FLAG.headers) this.#addText(own.responseHeaders);
    if (flags & FLAG.attempts) this.#addText(own.attempts);
    if (flags & FLAG.timings) this.#addText(own.timings);
    if (flags & FLAG.failure) this.#addText(own.failure);
    if (flags & FLAG.explanation) this.#addText(own.explanation);
  }

  /** Equal ones are kept once. */
  #addText(value: unknown): void {
    const text = JSON.stringify(value);
    if (!this.#texts.has(text)) this.#textLength += text.length;
    this.#rows.number(indexIn(this.#texts, text));
  }
}

function indexIn<Key>(dictionary: Map<Key, number>, key: Key): number {
  const known = dictionary.get(key);
  if (known !== undefined) return known;
  const index = dictionary.size;
  dictionary.set(key, index);
  return index;
}

function formOfBody(own: OwnPart): BodyForm {
  if (own.responseBody === '') return BODY_FORMS.none;
  const found = ([BODY_FORMS.reason, BODY_FORMS.reasonAndTime] as const).find(
    (form) => bodyOf(form, own) === own.responseBody,
  );
  return found ?? BODY_FORMS.text;
}

/** True for `headersOf` of the IDs; without making them, because this is asked for each delivery. */
function areUsualHeaders({ responseHeaders, apnsId, apnsUniqueId }: OwnPart): boolean {
  let count = 0;
  for (const [name, value] of [
    ['apns-id', apnsId],
    ['apns-unique-id', apnsUniqueId],
  ] as const) {
    if (value === null) continue;
    const header = responseHeaders[count];
    if (header?.name !== name || header.value !== value) return false;
    count += 1;
  }
  return count === responseHeaders.length;
}

function isUsualAttempt({ attempts, atMs, status, reason, failure }: OwnPart): boolean {
  const [attempt] = attempts;
  if (attempt === undefined || attempts.length > 1) return false;
  return (
    attempt.atMs === atMs &&
    attempt.status === status &&
    attempt.reason === reason &&
    attempt.failure === failure &&
    hasNoMarks(attempt)
  );
}

const hasNoMarks = ({ left, unread }: DeliveryAttempt): boolean => left === undefined && unread === undefined;

/** True for a push over a connection that was there, its times whole microseconds. */
function arePlain({ queueMs, responseMs, totalMs, ...steps }: DeliveryTimings): boolean {
  return (
    steps.dnsMs === null &&
    steps.tcpMs === null &&
    steps.proxyMs === null &&
    steps.tlsMs === null &&
    steps.http2Ms === null &&
    isWhole(queueMs) &&
    isWhole(totalMs) &&
    (responseMs === null || isWhole(responseMs))
  );
}

function isWhole(ms: number): boolean {
  return ms >= 0 && microseconds(ms) / 1000 === ms;
}

function microseconds(ms: Delivery['timings']['queueMs']): number {
  return Math.round(ms * 1000);
}
