import type { Delivery } from '#shared/apns/push';
import {
  BODY_FORMS,
  type BodyForm,
  bodyOf,
  FLAG,
  headersOf,
  type OpenBlock,
  unsealBlock,
} from './block-format.js';
import type { ByteReader } from './byte-reader.js';
import type { OwnPart, Verdict } from './delivery-parts.js';
import { UUID_BYTES, uuidOfDigits } from './packed-uuid.js';

/** One row of a block, as little of it as most questions need. */
export interface BlockRow {
  readonly seq: number;
  readonly position: number;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** Of the frame that it belongs to. */
  readonly frame: number;
  /** Unit: milliseconds; `null` where no answer came. */
  readonly responseMs: number | null;
  /** Of a 410. Unix time in milliseconds. */
  readonly timestampMs: number | null;
  /** The rest, made when it is asked for. @param verdict - Of its frame. */
  own(verdict: Verdict): OwnPart;
  failure(): Delivery['failure'];
}

export interface DecodedBlock {
  readonly run: number;
  /** In the order in which they were written. */
  readonly rows: readonly BlockRow[];
}

/** @throws RangeError, SyntaxError for a block that is damaged. */
export function decodeBlock(bytes: Buffer): DecodedBlock {
  const block = unsealBlock(bytes);
  const rows: BlockRow[] = [];
  const last = { seq: 0, position: 0, atMs: 0 };
  for (let left = block.count; left > 0; left -= 1) {
    last.seq += block.rows.number();
    last.position += block.rows.signed();
    last.atMs += block.rows.signed();
    rows.push(new PackedRow(block, last));
  }
  return { run: block.run, rows };
}

/** A class, because a block makes hundreds at a time and most are never asked for more than their numbers. */
class PackedRow implements BlockRow {
  readonly seq: number;
  readonly position: number;
  readonly atMs: number;
  readonly frame: number;
  readonly timestampMs: number | null;
  readonly #block: OpenBlock;
  readonly #connection: number;
  readonly #flags: number;
  readonly #apnsId: number;
  readonly #uniqueId: number;
  readonly #queueMs: number;
  readonly #totalMs: number;
  readonly #responseMs: number | null;
  /** Places in the dictionary, in the order of {@link TEXTS}. */
  readonly #texts: readonly number[];

  /** Reads on where the row before ended. */
  constructor(
    block: OpenBlock,
    place: { readonly seq: number; readonly position: number; readonly atMs: number },
  ) {
    const { rows } = block;
    this.#block = block;
    this.seq = place.seq;
    this.position = place.position;
    this.atMs = place.atMs;
    this.frame = block.frames[rows.number()] ?? 0;
    this.#connection = rows.number();
    const flags = rows.number();
    this.#flags = flags;
    this.#apnsId = flags & FLAG.apnsId ? rows.skip(UUID_BYTES) : 0;
    this.#uniqueId = flags & FLAG.uniqueId ? rows.skip(UUID_BYTES) : 0;
    const hasTimes = (flags & FLAG.timings) === 0;
    this.#queueMs = hasTimes ? rows.number() / 1000 : 0;
    this.#responseMs = flags & FLAG.response ? rows.number() / 1000 : null;
    this.#totalMs = hasTimes ? rows.number() / 1000 : 0;
    this.timestampMs = flags & FLAG.timestamp ? rows.signed() : null;
    this.#texts = textsOf(flags, rows);
  }

  get responseMs(): number | null {
    return this.#flags & FLAG.timings ? this.#timings().responseMs : this.#responseMs;
  }

  own({ outcome, status, reason }: Verdict): OwnPart {
    const { atMs, timestampMs } = this;
    const { apnsId, apnsUniqueId } = this.#ids();
    const failure = this.failure();
    const form = bodyFormOf(this.#flags);
    return {
      atMs,
      outcome,
      status,
      reason,
      timestampMs,
      apnsId,
      apnsUniqueId,
      responseHeaders: this.#text('headers') ?? headersOf(apnsId, apnsUniqueId),
      responseBody: this.#text('body') ?? bodyOf(form, { reason, timestampMs }),
      failure,
      explanation: this.#text('explanation') ?? null,
      attempts: this.#text('attempts') ?? [{ atMs, status, reason, failure }],
      timings: this.#timings(),
      connectionId: this.#block.connections[this.#connection] ?? null,
    };
  }

  failure(): Delivery['failure'] {
    return this.#text('failure') ?? null;
  }

  #timings(): Delivery['timings'] {
    const kept = this.#text('timings');
    if (kept !== undefined) return kept;
    return {
      queueMs: this.#queueMs,
      dnsMs: null,
      tcpMs: null,
      proxyMs: null,
      tlsMs: null,
      http2Ms: null,
      responseMs: this.#responseMs,
      totalMs: this.#totalMs,
    };
  }

  #ids(): Pick<Delivery, 'apnsId' | 'apnsUniqueId'> {
    const odd = this.#text('oddIds');
    if (odd !== undefined) return { apnsId: odd[0], apnsUniqueId: odd[1] };
    return {
      apnsId: this.#flags & FLAG.apnsId ? this.#uuid(this.#apnsId, FLAG.upperApnsId) : null,
      apnsUniqueId: this.#flags & FLAG.uniqueId ? this.#uuid(this.#uniqueId, FLAG.upperUniqueId) : null,
    };
  }

  #uuid(at: number, upper: number): string {
    const uuid = uuidOfDigits(this.#block.bytes.toString('hex', at, at + UUID_BYTES));
    return this.#flags & upper ? uuid.toUpperCase() : uuid;
  }

  #text<Name extends TextName>(name: Name): TextValues[Name] | undefined {
    if (this.#texts.length === 0) return undefined;
    const present = TEXTS.filter((text) => hasText(text, this.#flags));
    const index = this.#texts[present.indexOf(name)];
    return index === undefined ? undefined : (this.#block.texts[index] as TextValues[Name]);
  }
}

/** What is kept as text where it does not follow from the rest. */
interface TextValues {
  readonly body: string;
  readonly oddIds: readonly [string | null, string | null];
  readonly headers: OwnPart['responseHeaders'];
  readonly attempts: OwnPart['attempts'];
  readonly timings: OwnPart['timings'];
  readonly failure: OwnPart['failure'];
  readonly explanation: OwnPart['explanation'];
}
type TextName = keyof TextValues;

/** In the order in which a row has them. */
const TEXTS = [
  'body',
  'oddIds',
  'headers',
  'attempts',
  'timings',
  'failure',
  'explanation',
] as const satisfies readonly TextName[];
const NO_TEXTS: readonly number[] = [];

function bodyFormOf(flags: number): BodyForm {
  return ((flags / FLAG.bodyForm) & 3) as BodyForm;
}

function hasText(name: TextName, flags: number): boolean {
  return name === 'body' ? bodyFormOf(flags) === BODY_FORMS.text : (flags & FLAG[name]) !== 0;
}

function textsOf(flags: number, rows: ByteReader): readonly number[] {
  if (flags < FLAG.bodyForm) return NO_TEXTS;
  return TEXTS.filter((name) => hasText(name, flags)).map(() => rows.number());
}
