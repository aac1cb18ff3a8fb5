import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type {
  ClientCertificateFacts,
  ConnectionFacts,
  KnownKey,
  TokenUse,
} from '#shared/simulator/request-facts';
import type { Wire } from './wire.js';

/** What the real service announces once it trusts a connection. */
export const FULL_STREAM_LIMIT = 1000;
/** What `node:http2` is told to allow: it counts streams for a while after they were closed. */
export const SERVED_STREAM_LIMIT = 4000;

/** Time for a client to take the last bytes. Unit: milliseconds. */
const HANG_UP_MS = 1000;

export type GoawayEnd = 'none' | 'last' | number;

/** One client connection: whom it belongs to and how many streams it may open. */
export class Connection implements ConnectionFacts {
  readonly session: ServerHttp2Session;
  readonly certificate: ClientCertificateFacts | null;
  readonly tokenUses = new Map<string, TokenUse>();
  firstKey: KnownKey | null = null;
  wedged = false;
  /** A provider token was accepted, or the certificate stands for itself. */
  isTrusted: boolean;
  /** 4xx answers, without 410. */
  errors = 0;
  /** Unix time in milliseconds of the last request. */
  lastRequestMs: number;
  highestStreamId = 0;
  /** Unanswered streams, counted while fewer than the full number are allowed. */
  readonly openStreams = new Set<ServerHttp2Stream>();
  readonly #wire: Wire;
  /** Set once a GOAWAY named the last stream that is still answered. */
  #lastAnswered: number | null = null;
  #limit: number;
  /** The client has confirmed the limit, so going above it is its fault. */
  #limitConfirmed = false;

  constructor(
    session: ServerHttp2Session,
    wire: Wire,
    certificate: ClientCertificateFacts | null,
    limit: number,
    nowMs: number,
  ) {
    this.session = session;
    this.certificate = certificate;
    this.lastRequestMs = nowMs;
    this.#wire = wire;
    this.#limit = limit;
    this.isTrusted = certificate !== null;
    session.once('localSettings', () => this.#confirmLimit(limit));
  }

  get hasFullLimit(): boolean {
    return this.#limit >= FULL_STREAM_LIMIT;
  }

  /** True when a client opened more streams than it was allowed to and knew it. */
  get exceedsLimit(): boolean {
    return this.#limitConfirmed && this.openStreams.size > this.#limit;
  }

  /** False for streams beyond the one that GOAWAY named as the last. */
  answers(streamId: number | undefined): boolean {
    return this.#lastAnswered === null || (streamId ?? 0) <= this.#lastAnswered;
  }

  /** Tells the client how many streams it may open from now on. */
  limitStreams(limit: number): void {
    if (limit === this.#limit || this.session.destroyed || this.session.closed) return;
    this.#limit = limit;
    this.#limitConfirmed = false;
    this.#wire.announcedStreams = limit;
    this.session.settings({ maxConcurrentStreams: SERVED_STREAM_LIMIT }, () => this.#confirmLimit(limit));
  }

  /** Streams that came before the confirmation are announced to us in the next tick, so it must wait too. */
  #confirmLimit(limit: number): void {
    process.nextTick(() => {
      this.#limitConfirmed = limit === this.#limit;
    });
  }

  /**
   * Ends the connection as APNs does: GOAWAY, sometimes twice, then the socket.
   *
   * @param end - The last stream that is (or was) answered.
   * @param graceMs - Time for answers under way and for the client to read the frame.
   */
  goAway(debugData: string, end: GoawayEnd, graceMs: number, times: 1 | 2 = 1): void {
    const last = end === 'none' ? 0 : end === 'last' ? this.highestStreamId : end;
    this.#lastAnswered = last;
    for (let sent = 0; sent < times; sent++) {
      this.#wire.sendGoaway(constants.NGHTTP2_NO_ERROR, last, debugData);
    }
    setTimeout(() => this.hangUp(), graceMs).unref();
  }

  /** Closes the socket after what was written, without a further frame; a client that does not read is cut. */
  hangUp(): void {
    this.#wire.hangUp();
    setTimeout(() => this.drop(), HANG_UP_MS).unref();
  }

  /** Cuts the line: what was written may be lost. */
  drop(): void {
    this.#wire.destroy();
  }
}
