/** The error codes of HTTP/2 (RFC 9113 §7). */
export const ERROR_CODE = {
  noError: 0,
  protocolError: 1,
  internalError: 2,
  flowControlError: 3,
  settingsTimeout: 4,
  streamClosed: 5,
  frameSizeError: 6,
  refusedStream: 7,
  cancel: 8,
  compressionError: 9,
  connectError: 10,
  enhanceYourCalm: 11,
  inadequateSecurity: 12,
  http11Required: 13,
} as const;

/** Their names in the RFC, in the order of the codes. */
const NAMES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** The name of an HTTP/2 error code. */
export function errorCodeName(code: number): string {
  return NAMES[code] ?? `error ${code}`;
}

/**
 * Returns the error code with a name.
 *
 * @param name - Case-insensitive.
 * @returns `INTERNAL_ERROR` for an unknown name.
 */
export function errorCodeOf(name: string): number {
  const code = NAMES.indexOf(name.trim().toUpperCase());
  return code === -1 ? ERROR_CODE.internalError : code;
}

/** A connection error caused by the peer. Never thrown out of a session. */
export class Http2ProtocolError extends Error {
  override readonly name = 'Http2ProtocolError';
  readonly code: string;
  readonly errorCode: number;

  constructor(errorCode: number, detail: string) {
    super(detail);
    this.errorCode = errorCode;
    this.code = `ERR_HTTP2_${errorCodeName(errorCode)}`;
  }
}
