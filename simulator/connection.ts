import { ERROR_CODE } from '#core/http2/http2-error';
import type {
  ClientCertificateFacts,
  ConnectionFacts,
  KnownKey,
  TokenUse,
} from '#shared/simulator/request-facts';
import type { ServerSession } from './http2/server-session.js';

/** What the real service announces once it trusts a connection. */
export const FULL_STREAM_LIMIT = 1000;

export type GoawayEnd = 'none' | 'last' | number;

/** One client connection: whom it belongs to and what became of its requests. */
export class Connection implements ConnectionFacts {
  readonly session: ServerSession;
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
  /** Set once a GOAWAY named the last stream that is still answered. */
  #lastAnswered: number | null = null;

  constructor(session: ServerSession, certificate: ClientCertificateFacts | null, nowMs: number) {
    this.session = session;
    this.certificate = certificate;
    this.lastRequestMs = nowMs;
    this.isTrusted = certificate !== null;
  }

  /** False for streams beyond the one that GOAWAY named as the last. */
  answers(streamId: number): boolean {
    return this.#lastAnswered === null || streamId <= this.#lastAnswered;
  }

  /**
   * Ends the connection as APNs does: GOAWAY, sometimes twice, then the socket.
   *
   * @param end - The last stream that is (or was) answered.
   * @param graceMs - Time for answers under way and for the client to read the frame.
   */
  goAway(debugData: string, end: GoawayEnd, graceMs: number, times: 1 | 2 = 1): void {
    const last = end === 'none' ? 0 : end === 'last' ? this.session.highestStreamId : end;
    this.#lastAnswered = last;
    for (let sent = 0; sent < times; sent++) this.session.sayGoaway(ERROR_CODE.noError, last, debugData);
    setTimeout(() => this.session.hangUp(), graceMs).unref();
  }
}
