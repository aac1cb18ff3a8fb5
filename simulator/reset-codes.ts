import { constants } from 'node:http2';

const CODES: ReadonlyMap<string, number> = new Map([
  ['NO_ERROR', constants.NGHTTP2_NO_ERROR],
  ['PROTOCOL_ERROR', constants.NGHTTP2_PROTOCOL_ERROR],
  ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
  ['FLOW_CONTROL_ERROR', constants.NGHTTP2_FLOW_CONTROL_ERROR],
  ['SETTINGS_TIMEOUT', constants.NGHTTP2_SETTINGS_TIMEOUT],
  ['STREAM_CLOSED', constants.NGHTTP2_STREAM_CLOSED],
  ['FRAME_SIZE_ERROR', constants.NGHTTP2_FRAME_SIZE_ERROR],
  ['REFUSED_STREAM', constants.NGHTTP2_REFUSED_STREAM],
  ['CANCEL', constants.NGHTTP2_CANCEL],
  ['COMPRESSION_ERROR', constants.NGHTTP2_COMPRESSION_ERROR],
  ['CONNECT_ERROR', constants.NGHTTP2_CONNECT_ERROR],
  ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM],
  ['INADEQUATE_SECURITY', constants.NGHTTP2_INADEQUATE_SECURITY],
  ['HTTP_1_1_REQUIRED', constants.NGHTTP2_HTTP_1_1_REQUIRED],
]);

/**
 * The code of RST_STREAM by its name in RFC 9113 §7.
 *
 * @returns `INTERNAL_ERROR` for a name that is none.
 */
export function resetCodeOf(name: string): number {
  return CODES.get(name.trim().toUpperCase()) ?? constants.NGHTTP2_INTERNAL_ERROR;
}
