import type { Goaway } from './http2-session.js';

/** What a GOAWAY says; APNs gives its reason as JSON, other servers as text or not at all. */
export function parseGoaway(code: number, lastStreamId: number, data: Buffer | undefined): Goaway {
  const debug = data === undefined ? '' : Buffer.from(data).toString('utf8').slice(0, 4096);
  let reason: string | null = null;
  try {
    const parsed: unknown = JSON.parse(debug);
    if (typeof parsed === 'object' && parsed !== null && 'reason' in parsed) {
      reason = typeof parsed.reason === 'string' ? parsed.reason : null;
    }
  } catch {
    // Empty or plain text, as some servers send it.
  }
  return { code, lastStreamId, debug, reason };
}

/** The name of an HTTP/2 error code (RFC 9113 §7). */
export function resetName(code: number): string {
  const names = ['NO_ERROR', 'PROTOCOL_ERROR', 'INTERNAL_ERROR', 'FLOW_CONTROL_ERROR', 'SETTINGS_TIMEOUT'];
  names.push('STREAM_CLOSED', 'FRAME_SIZE_ERROR', 'REFUSED_STREAM', 'CANCEL', 'COMPRESSION_ERROR');
  names.push('CONNECT_ERROR', 'ENHANCE_YOUR_CALM', 'INADEQUATE_SECURITY', 'HTTP_1_1_REQUIRED');
  return names[code] ?? `error ${code}`;
}
