import type { BodyQueue, BodySource } from './body-queue.js';
import { MAX_FRAME_BYTES } from './frame-reader.js';
import type { FrameWriter } from './frame-writer.js';
import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';

/** The identifiers of HTTP/2 settings (RFC 9113 §6.5.2). */
export const SETTING = {
  headerTableSize: 1,
  enablePush: 2,
  maxStreams: 3,
  initialWindow: 4,
  maxFrame: 5,
  maxHeaderList: 6,
} as const;

/** One setting: its identifier and its value. */
export type SettingPair = readonly [id: number, value: number];

const MAX_MAX_FRAME_BYTES = 0xff_ffff;

/**
 * Applies a setting of the peer, as far as it affects what we send. Unknown settings are ignored.
 *
 * @param open - The open streams, whose windows change with the initial window.
 * @throws Http2ProtocolError for a value that is not allowed.
 */
export function applyPeerSetting(
  [id, value]: SettingPair,
  out: FrameWriter,
  bodies: BodyQueue,
  open: Iterable<BodySource>,
): void {
  switch (id) {
    case SETTING.headerTableSize:
      out.resizeTable(value);
      return;
    case SETTING.enablePush:
      if (value > 1)
        throw new Http2ProtocolError(ERROR_CODE.protocolError, 'SETTINGS_ENABLE_PUSH is neither 0 nor 1');
      return;
    case SETTING.initialWindow:
      bodies.setInitialWindow(value, open);
      return;
    case SETTING.maxFrame:
      if (value < MAX_FRAME_BYTES || value > MAX_MAX_FRAME_BYTES) {
        throw new Http2ProtocolError(ERROR_CODE.protocolError, 'SETTINGS_MAX_FRAME_SIZE is out of range');
      }
      out.maxFrame = value;
      return;
    default:
      return;
  }
}
