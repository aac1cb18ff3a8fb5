import type { Delivery, Push } from '../apns/push.js';
import { REDACTED } from '../apns/secret-headers.js';

/** What was not stored of a push, so that it cannot be sent again unchanged. */
export interface PushLosses {
  /** Size of the payload as sent if it was truncated in storage; else `null`. Unit: bytes. */
  readonly payloadBytes: number | null;
  /** Headers whose values were not stored because they may contain secrets. */
  readonly headers: readonly string[];
}

/** @returns `null` if the push was stored completely. */
export function findPushLosses(delivery: Pick<Delivery, 'push' | 'cutFromBytes'>): PushLosses | null {
  const headers = redactedHeaders(delivery.push);
  const payloadBytes = delivery.cutFromBytes ?? null;
  return payloadBytes === null && headers.length === 0 ? null : { payloadBytes, headers };
}

/** Returns the names of headers whose values were not stored. */
export function redactedHeaders({ headers }: Pick<Push, 'headers'>): readonly string[] {
  return (headers.custom ?? []).filter(({ value }) => value === REDACTED).map(({ name }) => name);
}

/** Replaces redacted header values with empty ones, so that they can be filled in and no placeholder is sent. */
export function withRedactedHeadersEmpty<Kept extends Pick<Push, 'headers'>>(push: Kept): Kept {
  const { custom } = push.headers;
  if (custom === undefined) return push;
  const blank = custom.map((field) => (field.value === REDACTED ? { ...field, value: '' } : field));
  return { ...push, headers: { ...push.headers, custom: blank } };
}
