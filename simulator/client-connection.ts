import { ERROR_CODE } from '#core/http2/http2-error';
import type {
  ClientCertificateFacts,
  ConnectionFacts,
  KnownKey,
  TokenUse,
} from '#shared/simulator/request-facts';
import type { ServerSession } from './http2/server-session.js';

/** The stream limit that the real service announces once a connection is authenticated. */
export const FULL_STREAM_LIMIT = 1000;

export type LastAnsweredStream = 'none' | 'last' | number;

/** One client connection, with its identity and the state that its requests left. */
export class ClientConnection implements ConnectionFacts {
  readonly session: ServerSession;
  readonly certificate: ClientCertificateFacts | null;
  readonly tokenUses = new Map<string, TokenUse>();
  firstKey: KnownKey | null = null;
  wedged = false;
  /** True once a provider token was accepted, or with a client certificate. */
  isAuthenticated: boolean;
  /** Number of 4xx answers, except 410. */
  errors = 0;
  /** Time of the last request. Unix time in milliseconds. */
  lastRequestMs: number;
  /** The last stream ID of the GOAWAY that was sent, if any. */
  #lastAnswered: number | null = null;

  constructor(session: ServerSession, certificate: ClientCertificateFacts | null, nowMs: number) {
    this.session = session;
    this.certificate = certificate;
    this.lastRequestMs = nowMs;
    this.isAuthenticated = certificate !== null;
  }

  /** False for streams above the last stream ID of GOAWAY. */
  willAnswer(streamId: number): boolean {
    return this.#lastAnswered === null || streamId <= this.#lastAnswered;
  }

  /**
   * Ends the connection as APNs does: GOAWAY, sometimes twice, then the socket.
   *
   * @param end - The last stream that is answered.
   * @param graceMs - Time for pending answers and for the client to read the frame. Unit: milliseconds.
   */
  goAway(debugData: string, end: LastAnsweredStream, graceMs: number, times: 1 | 2 = 1): void {
    const last = end === 'none' ? 0 : end === 'last' ? this.session.highestStreamId : end;
    this.#lastAnswered = last;
    for (let sent = 0; sent < times; sent++) this.session.sendGoaway(ERROR_CODE.noError, last, debugData);
    setTimeout(() => this.session.closeGracefully(), graceMs).unref();
  }
}
