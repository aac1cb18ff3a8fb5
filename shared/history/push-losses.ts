import type { Delivery, Push } from '../apns/push.js';
import { REDACTED } from '../apns/secret-headers.js';

/** What the record of a delivery lacks of the push that was sent, so that it cannot be sent again as it was. */
export interface PushLosses {
  /** Of the payload as it was sent, where only its beginning was kept; else `null`. */
  readonly payloadBytes: number | null;
  /** Headers whose values can carry a secret and were not kept. */
  readonly headers: readonly string[];
}

/** @returns `null` when the push was kept whole. */
export function lossesOf(delivery: Pick<Delivery, 'push' | 'cutFromBytes'>): PushLosses | null {
  const headers = redactedHeaders(delivery.push);
  const payloadBytes = delivery.cutFromBytes ?? null;
  return payloadBytes === null && headers.length === 0 ? null : { payloadBytes, headers };
}

/** The names of the headers whose values were not kept. */
export function redactedHeaders({ headers }: Pick<Push, 'headers'>): readonly string[] {
  return (headers.custom ?? []).filter(({ value }) => value === REDACTED).map(({ name }) => name);
}

/** The push with values that were not kept left empty: fields to fill in again, not placeholders to be sent. */
export function withBlankRedacted<Kept extends Pick<Push, 'headers'>>(push: Kept): Kept {
  const { custom } = push.headers;
  if (custom === undefined) return push;
  const blank = custom.map((field) => (field.value === REDACTED ? { ...field, value: '' } : field));
  return { ...push, headers: { ...push.headers, custom: blank } };
}
