import type { BodyQueue, BodySource } from './body-queue.js';
import { MAX_FRAME_BYTES } from './frame-reader.js';
import type { FrameWriter } from './frame-writer.js';
import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';

/** The settings of HTTP/2 by their numbers (RFC 9113 §6.5.2). */
export const SETTING = {
  headerTableSize: 1,
  enablePush: 2,
  maxStreams: 3,
  initialWindow: 4,
  maxFrame: 5,
  maxHeaderList: 6,
} as const;

/** One setting: its number and its value. */
export type SettingPair = readonly [id: number, value: number];

const LARGEST_FRAME = 0xff_ffff;

/**
 * Heeds a setting of the other side as far as it concerns what we write. Unknown ones have no meaning.
 *
 * @param open - The streams whose windows a new initial window changes.
 * @throws Http2ProtocolError for a value that is not allowed.
 */
export function heedSetting(
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
        throw new Http2ProtocolError(ERROR_CODE.protocolError, 'a setting is neither on nor off');
      return;
    case SETTING.initialWindow:
      bodies.resizeAll(value, open);
      return;
    case SETTING.maxFrame:
      if (value < MAX_FRAME_BYTES || value > LARGEST_FRAME) {
        throw new Http2ProtocolError(ERROR_CODE.protocolError, 'a frame size that is not allowed');
      }
      out.maxFrame = value;
      return;
    default:
      return;
  }
}
