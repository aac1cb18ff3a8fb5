import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrameHandler, FrameReader } from '#core/http2/frame-reader';
import { frame, settingsFrame } from '../../support/http2-frames.js';

/** Writes down what a reader reports. */
class Notes implements FrameHandler {
  readonly lines: string[] = [];

  onData(streamId: number, payload: Buffer, flowBytes: number, endStream: boolean): void {
    this.lines.push(`data ${streamId} ${payload.toString('latin1')} ${flowBytes} ${endStream}`);
  }

  onHeaders(streamId: number, block: Buffer, endStream: boolean): void {
    this.lines.push(`headers ${streamId} ${block.toString('hex')} ${endStream}`);
  }

  onReset(streamId: number, errorCode: number): void {
    this.lines.push(`reset ${streamId} ${errorCode}`);
  }

  onSettings(pairs: readonly (readonly [id: number, value: number])[]): void {
    this.lines.push(`settings ${JSON.stringify(pairs)}`);
  }

  onSettingsAck(): void {
    this.lines.push('settings ack');
  }

  onPing(payload: Buffer, isAck: boolean): void {
    this.lines.push(`ping ${payload.toString('hex')} ${isAck}`);
  }

  onGoaway(lastStreamId: number, errorCode: number, debug: Buffer): void {
    this.lines.push(`goaway ${lastStreamId} ${errorCode} ${debug.toString('utf8')}`);
  }

  onWindowUpdate(streamId: number, increment: number): void {
    this.lines.push(`window ${streamId} ${increment}`);
  }
}

const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);

const CONVERSATION = Buffer.concat([
  settingsFrame([
    [3, 1000],
    [4, 70_000],
  ]),
  frame(4, 1, 0, ''),
  // HEADERS in three pieces, with padding and a priority in the first.
  frame(1, 0x8 | 0x20, 1, bytes(2, 0, 0, 0, 3, 15, 0x88, 0, 0)),
  frame(9, 0, 1, bytes(0x89)),
  frame(9, 4, 1, bytes(0x8a)),
  frame(0, 0, 1, '{"reason":'),
  frame(0, 0x1 | 0x8, 1, Buffer.concat([bytes(3), Buffer.from('"x"}'), bytes(0, 0, 0)])),
  // PRIORITY, and a frame that a later document may define.
  frame(2, 0, 3, bytes(0, 0, 0, 0, 1)),
  frame(0x42, 0xff, 7, 'whatever'),
  frame(3, 0, 3, bytes(0, 0, 0, 7)),
  frame(6, 0, 0, '12345678'),
  frame(6, 1, 0, '87654321'),
  frame(8, 0, 0, bytes(0x80, 0, 0, 9)),
  frame(7, 0, 0, Buffer.concat([bytes(0x80, 0, 0, 5, 0, 0, 0, 2), Buffer.from('{"reason":"Shutdown"}')])),
]);

const REPORT = [
  'settings [[3,1000],[4,70000]]',
  'settings ack',
  'headers 1 88898a false',
  'data 1 {"reason": 10 false',
  'data 1 "x"} 8 true',
  'reset 3 7',
  'ping 3132333435363738 false',
  'ping 3837363534333231 true',
  'window 0 9',
  'goaway 5 2 {"reason":"Shutdown"}',
];

describe('a reader of frames', () => {
  it('reports the same wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: CONVERSATION.length }), { maxLength: 40 }), (cuts) => {
        const notes = new Notes();
        const reader = new FrameReader(notes);
        let from = 0;
        for (const to of [...cuts.sort((one, other) => one - other), CONVERSATION.length]) {
          reader.push(CONVERSATION.subarray(from, to));
          from = to;
        }
        expect(notes.lines).toEqual(REPORT);
      }),
    );
  });

  it.each<[what: string, code: string, bytes: Buffer]>([
    ['an answer in HTTP/1.1', 'PROTOCOL_ERROR', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a conversation that does not begin with SETTINGS', 'PROTOCOL_ERROR', frame(6, 0, 0, '12345678')],
  ])('refuses %s', (_, code, first) => {
    expect(() => new FrameReader(new Notes()).push(first)).toThrow(protocolError(code));
  });

  it.each<[what: string, code: string, frames: Buffer]>([
    ['a frame larger than allowed', 'FRAME_SIZE_ERROR', frame(0, 0, 1, Buffer.alloc(16_385))],
    ['SETTINGS of a stream', 'PROTOCOL_ERROR', frame(4, 0, 1, '')],
    ['SETTINGS in a broken length', 'FRAME_SIZE_ERROR', frame(4, 0, 0, '12345')],
    ['an acknowledgement with a payload', 'FRAME_SIZE_ERROR', frame(4, 1, 0, '123456')],
    ['DATA of no stream', 'PROTOCOL_ERROR', frame(0, 0, 0, 'x')],
    ['HEADERS of no stream', 'PROTOCOL_ERROR', frame(1, 4, 0, 'x')],
    ['HEADERS too short for their priority', 'FRAME_SIZE_ERROR', frame(1, 0x24, 1, 'abc')],
    ['DATA that is all padding', 'PROTOCOL_ERROR', frame(0, 8, 1, bytes(5, 0, 0))],
    ['RST_STREAM of no stream', 'PROTOCOL_ERROR', frame(3, 0, 0, bytes(0, 0, 0, 1))],
    ['RST_STREAM in a wrong length', 'FRAME_SIZE_ERROR', frame(3, 0, 1, bytes(0, 0, 1))],
    ['PING of a stream', 'PROTOCOL_ERROR', frame(6, 0, 1, '12345678')],
    ['PING in a wrong length', 'FRAME_SIZE_ERROR', frame(6, 0, 0, '1234567')],
    ['GOAWAY of a stream', 'PROTOCOL_ERROR', frame(7, 0, 1, Buffer.alloc(8))],
    ['GOAWAY that is cut off', 'FRAME_SIZE_ERROR', frame(7, 0, 0, Buffer.alloc(7))],
    ['WINDOW_UPDATE in a wrong length', 'FRAME_SIZE_ERROR', frame(8, 0, 0, Buffer.alloc(5))],
    ['a pushed request', 'PROTOCOL_ERROR', frame(5, 4, 1, Buffer.alloc(8))],
    ['a CONTINUATION of nothing', 'PROTOCOL_ERROR', frame(9, 4, 1, 'x')],
    [
      'a CONTINUATION of another stream',
      'PROTOCOL_ERROR',
      Buffer.concat([frame(1, 0, 1, 'x'), frame(9, 4, 3, 'x')]),
    ],
    [
      'a header block that is interrupted',
      'PROTOCOL_ERROR',
      Buffer.concat([frame(1, 0, 1, 'x'), frame(6, 0, 0, '12345678')]),
    ],
    [
      'a header block in endless small pieces',
      'ENHANCE_YOUR_CALM',
      Buffer.concat([frame(1, 0, 1, ''), ...Array.from({ length: 100 }, () => frame(9, 0, 1, ''))]),
    ],
    [
      'a header block in endless large pieces',
      'ENHANCE_YOUR_CALM',
      Buffer.concat([
        frame(1, 0, 1, ''),
        ...Array.from({ length: 6 }, () => frame(9, 0, 1, Buffer.alloc(16_000))),
      ]),
    ],
  ])('refuses, after the greeting, %s', (_, code, frames) => {
    const reader = new FrameReader(new Notes());
    reader.push(settingsFrame([]));
    expect(() => reader.push(frames)).toThrow(protocolError(code));
  });
});

const protocolError = (code: string): unknown =>
  expect.objectContaining({ name: 'Http2ProtocolError', code: `ERR_HTTP2_${code}` });
