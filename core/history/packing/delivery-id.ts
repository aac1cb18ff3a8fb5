import { createHash } from 'node:crypto';

/** Which delivery of which batch an ID belongs to. */
export interface BatchPlace {
  /** Of its target in the batch, from 0. */
  readonly position: number;
  /** The run of the batch that sent it: 0 for the first, one more each time the batch is taken up. */
  readonly run: number;
}

/** What the deliveries of a batch have in their IDs. */
export interface BatchKey {
  /** 48 bits. */
  readonly number: number;
  /** 14 bits more. */
  readonly tail: number;
}

const PATTERN = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-([89ab][0-9a-f]{3})-([0-9a-f]{12})$/;
const VARIANT = 0x8000;
const RUNS = 0x1000;

/** The key of a batch: the beginning of the hash of its ID. */
export function batchKeyOf(batchId: string): BatchKey {
  const hash = createHash('sha256').update(batchId).digest();
  return { number: hash.readUIntBE(0, 6), tail: hash.readUInt16BE(6) & 0x3fff };
}

/**
 * The ID of a delivery of a batch: a UUID of version 8 (RFC 9562, section 5.8) that says which one it is, so that it
 * need not be kept beside it. With 62 bits of the batch's hash in it, no two batches share any.
 */
export function deliveryIdOf({ number, tail }: BatchKey, { position, run }: BatchPlace): string {
  const batch = number.toString(16).padStart(12, '0');
  const third = (run % RUNS).toString(16).padStart(3, '0');
  const fourth = (VARIANT | tail).toString(16);
  return `${batch.slice(0, 8)}-${batch.slice(8)}-8${third}-${fourth}-${position.toString(16).padStart(12, '0')}`;
}

/** @returns `null` for an ID that {@link deliveryIdOf} does not give. */
export function placeOfDeliveryId(id: string): (BatchPlace & { readonly key: BatchKey }) | null {
  const match = PATTERN.exec(id);
  if (match === null) return null;
  const [, first = '', second = '', run = '', fourth = '', position = ''] = match;
  return {
    key: { number: Number.parseInt(first + second, 16), tail: Number.parseInt(fourth, 16) & 0x3fff },
    run: Number.parseInt(run, 16),
    position: Number.parseInt(position, 16),
  };
}
