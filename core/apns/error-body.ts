/** `reason` and `timestamp` of an error body; lenient, since the status alone is authoritative. */
export function parseErrorBody(body: string): {
  readonly reason: string | null;
  readonly timestampMs: number | null;
} {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return { reason: null, timestampMs: null };
    const reason = 'reason' in parsed && typeof parsed.reason === 'string' ? parsed.reason : null;
    const timestamp = 'timestamp' in parsed ? parsed.timestamp : null;
    return { reason, timestampMs: typeof timestamp === 'number' ? timestamp : null };
  } catch {
    return { reason: null, timestampMs: null };
  }
}
