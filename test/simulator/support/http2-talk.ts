import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { FLAG, FRAME, type Frame, openRawConnection, type RawConnection } from './raw-connection.js';
import { goodHeaders, HELLO, openTestSimulator, type TestSimulator } from './test-simulator.js';

/** The error codes of RFC 9113 §7, written down once more. */
export const CODE = {
  none: 0,
  protocol: 1,
  flowControl: 3,
  closed: 5,
  frameSize: 6,
  refused: 7,
  compression: 9,
  calm: 11,
} as const;
/** HEADERS that are the whole request. */
export const WHOLE = FLAG.endHeaders | FLAG.endStream;

type Fields = Readonly<Record<string, string>>;

/** HTTP/2 spoken by hand to a simulator that lives as long as the file of tests; each test opens its connection. */
export interface Http2Talk {
  readonly apns: TestSimulator;
  /** The headers of a push that is accepted. */
  readonly good: Fields;
  readonly raw: RawConnection;
  open(): Promise<void>;
  without(name: string): Record<string, string>;
  push(streamId: number, fields?: Fields): void;
  /** What the simulator has sent so far. */
  ofType(type: number, streamId?: number): readonly Frame[];
  resets(): readonly (readonly [streamId: number, code: number])[];
  goaways(): readonly (readonly [lastStreamId: number, code: number])[];
  answered(streamId: number): boolean;
  /** The connection lives and answers. */
  expectService(streamId: number): Promise<void>;
}

export function startHttp2Talk(): Http2Talk {
  const now: Partial<{ apns: TestSimulator; good: Fields; raw: RawConnection }> = {};
  beforeAll(async () => {
    now.apns = await openTestSimulator();
    now.good = { ...goodHeaders(now.apns.providerToken()), ':scheme': 'https', ':authority': 'localhost' };
  }, 60_000);
  afterEach(() => now.raw?.socket.destroy());
  afterAll(() => now.apns?.close());

  const talk: Http2Talk = {
    get apns() {
      return opened(now.apns);
    },
    get good() {
      return opened(now.good);
    },
    get raw() {
      return opened(now.raw);
    },
    async open() {
      now.raw = await openRawConnection(talk.apns.address);
    },
    without: (name) => Object.fromEntries(Object.entries(talk.good).filter(([each]) => each !== name)),
    push(streamId, fields = talk.good) {
      talk.raw.headers(streamId, fields);
      talk.raw.send(FRAME.data, FLAG.endStream, streamId, Buffer.from(HELLO));
    },
    ofType: (type, streamId) =>
      talk.raw
        .frames()
        .filter((frame) => frame.type === type && (streamId === undefined || frame.streamId === streamId)),
    resets: () =>
      talk.ofType(FRAME.reset).map(({ streamId, payload }) => [streamId, payload.readUInt32BE(0)]),
    goaways: () =>
      talk.ofType(FRAME.goaway).map(({ payload }) => [payload.readUInt32BE(0), payload.readUInt32BE(4)]),
    // `:status: 200` of the static table comes first in its header block.
    answered: (streamId) => talk.ofType(FRAME.headers, streamId)[0]?.payload[0] === 0x88,
    async expectService(streamId) {
      talk.push(streamId);
      await expect.poll(() => talk.answered(streamId)).toBe(true);
    },
  };
  return talk;
}

function opened<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('The test has not opened it yet');
  return part;
}

export const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);

export function uint32(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(value);
  return four;
}

/** One setting as it stands in a SETTINGS frame. */
export const setting = (id: number, value: number): Buffer => Buffer.concat([bytes(0, id), uint32(value)]);
