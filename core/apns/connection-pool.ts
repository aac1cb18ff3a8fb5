import type { DeliveryFailure } from '#shared/apns/push';
import type { Clock, Randomness, StopTimer } from '../ports/ports.js';
import { openClientSession } from './client-session.js';
import { ConnectionOpener } from './connection-opener.js';
import { isUseful } from './decisions/connection-health.js';
import {
  isAssumedAlive,
  isOpenedForRequest,
  KEEP_ALIVE_INTERVAL_MS,
  keepAliveAction,
  queueTime,
} from './decisions/keep-alive.js';
import { isStarved } from './decisions/starvation.js';
import { dial, type DialTimings } from './dial.js';
import { parseErrorBody } from './error-body.js';
import type { StreamResult } from './http2-session.js';
import { LinkedList } from './linked-list.js';
import { PendingQueue } from './pending-queue.js';
import {
  PendingRequest,
  type PooledConnection,
  type PooledRequest,
  type RequestHandle,
  type RequestTiming,
  type Route,
} from './pending-request.js';
import {
  answerTimeout,
  connectionEnded,
  endedByGoaway,
  noFreeStream,
  pingTimeout,
  uselessConnections,
} from './pool-failures.js';

/** A connection whose PING takes longer counts as dead. Unit: milliseconds. */
const PING_TIMEOUT_MS = 4000;
/** How often deadlines are checked. Unit: milliseconds. */
const DEADLINE_CHECK_MS = 100;

export interface PoolPorts {
  readonly clock: Clock;
  readonly random: Randomness;
}

/**
 * The connections of one route and the requests that wait for them. Respects the stream limit of every connection,
 * opens connections up to a target number, and settles every request exactly once.
 */
export class ConnectionPool {
  readonly route: Route;
  /** Applies to connections opened from now on. Unit: milliseconds. */
  connectTimeoutMs = 10_000;
  readonly #ports: PoolPorts;
  #connections: PooledConnection[] = [];
  readonly #queue = new PendingQueue();
  readonly #opener: ConnectionOpener;
  /** In sending order. */
  readonly #inFlight = new LinkedList<PendingRequest>();
  readonly #closing = new AbortController();
  #closed: DeliveryFailure | null = null;
  #targetConnections = 1;
  #dialing = 0;
  #opened = 0;
  /** When a request was last sent. Unit: monotonic milliseconds. */
  #sentAt = 0;
  #deadlineTimer: StopTimer | null = null;
  #keepAliveTimer: StopTimer | null = null;

  constructor(route: Route, ports: PoolPorts) {
    this.route = route;
    this.#ports = ports;
    this.#opener = new ConnectionOpener({
      ...ports,
      load: () => ({
        pending: this.pendingCount,
        opening: this.#dialing,
        open: this.#openCount,
        target: this.#targetConnections,
      }),
      open: () => void this.#open(),
    });
  }

  /** Connections opened so far; shows whether one was reused. */
  get opened(): number {
    return this.#opened;
  }

  /** How many streams could be opened right now, over all connections. */
  get capacity(): number {
    let free = 0;
    for (const { session, isBeingPinged } of this.#connections) {
      if (session.state === 'open' && !isBeingPinged) free += Math.max(0, session.limit - session.active);
    }
    return free;
  }

  get pendingCount(): number {
    return this.#queue.size;
  }

  /** Sets how many connections to spread requests over. They are opened when there is work for them. */
  setTargetConnections(connections: number): void {
    this.#targetConnections = Math.max(1, Math.floor(connections));
  }

  submit(request: PooledRequest): RequestHandle {
    const pending = new PendingRequest(this, request, this.#ports.clock.elapsed());
    if (this.#closed === null) {
      this.#queue.push(pending);
      this.#sendQueued();
    } else {
      this.settle(pending, { kind: 'failed', failure: this.#closed });
    }
    return pending;
  }

  /** Retires all current connections; requests in flight on them may finish. */
  retireConnections(): void {
    for (const { session } of this.#connections) session.retire();
    this.#connections = this.#connections.filter(({ session }) => session.state !== 'ended');
  }

  /**
   * Retires the connection that an answer came on, because the answer calls for a new one.
   *
   * @param why - The answer in words, where the server is at fault; `null` where the sender is.
   */
  retireAfter(timing: RequestTiming, why: string | null): void {
    const connection = this.#connections.find(({ session }) => session.id === timing.connectionId);
    if (connection === undefined) return;
    if (why === null) connection.isCounted = true;
    else this.#countUseless(connection, () => uselessConnections(this.route, why));
    connection.session.retire();
  }

  /** Closes all connections. Pending requests settle as not sent, requests in flight as lost. */
  close(failure: DeliveryFailure): void {
    this.#closed = failure;
    this.#closing.abort();
    this.#failQueue(failure);
    for (const { session } of [...this.#connections]) session.destroy(failure);
    this.#connections = [];
    this.#opener.stop();
    for (const stop of [this.#deadlineTimer, this.#keepAliveTimer]) stop?.();
    this.#deadlineTimer = null;
    this.#keepAliveTimer = null;
  }

  #sendQueued(): void {
    for (let next = this.#queue.first; next !== null; next = this.#queue.first) {
      const connection = this.#pickConnection(next.request.body.length);
      if (connection === null) break;
      this.#queue.shift();
      this.#send(next, connection);
    }
    if (this.pendingCount === 0 || this.#closing.signal.aborted) return;
    this.#deadlineTimer ??= this.#ports.clock.every(DEADLINE_CHECK_MS, () => this.#checkDeadlines());
    if (this.#dialing === 0 && this.#openCount < this.#targetConnections)
      this.#opener.requestOpening(this.#openCount);
  }

  get #openCount(): number {
    let open = 0;
    for (const { session } of this.#connections) if (session.state === 'open') open += 1;
    return open;
  }

  /** @param failure - For the pending requests, should the pool give up. */
  #countUseless(connection: PooledConnection, failure: () => DeliveryFailure): void {
    if (connection.isUseful || connection.isCounted) return;
    connection.isCounted = true;
    const wasReady = connection.http2Ms !== null;
    const isOther = (other: PooledConnection): boolean =>
      other !== connection && other.session.state === 'open';
    const othersOpen = this.#connections.some(isOther);
    if (this.#opener.noteUseless({ wasReady, othersOpen })) this.#failQueue(failure());
  }

  /**
   * The connection with the most free streams. One that was silent for long is sent a PING and skipped until it
   * answers.
   */
  #pickConnection(bodyBytes: number): PooledConnection | null {
    let best: PooledConnection | null = null;
    let bestRoom = 0;
    for (const connection of this.#connections) {
      const { session } = connection;
      if (session.state !== 'open' || connection.isBeingPinged) continue;
      const room = session.limit - session.active;
      if (room <= bestRoom || !session.canTake(bodyBytes)) continue;
      best = connection;
      bestRoom = room;
    }
    if (best === null) return null;
    const silent = this.#ports.clock.elapsed() - best.session.lastHeardAt;
    if (isAssumedAlive(best.session.active, silent)) return best;
    void this.#checkAlive(best);
    return this.#pickConnection(bodyBytes);
  }

  #send(pending: PendingRequest, connection: PooledConnection): void {
    const refusal = pending.request.beforeSend();
    if (refusal !== null) {
      this.settle(pending, { kind: 'failed', failure: refusal });
      return;
    }
    const now = this.#ports.clock.elapsed();
    pending.sentAt = now;
    pending.connection = connection;
    connection.lastUsedAt = now;
    this.#sentAt = now;
    this.#inFlight.add(pending);
    this.#deadlineTimer ??= this.#ports.clock.every(DEADLINE_CHECK_MS, () => this.#checkDeadlines());
    const { headers, body } = pending.request;
    pending.streamHandle = connection.session.request(headers, body, pending);
  }

  /** Settles one request. Called by {@link PendingRequest}. */
  settle(pending: PendingRequest, result: StreamResult): void {
    if (pending.settled) return;
    pending.settled = true;
    const { connection, sentAt, queuedAt } = pending;
    if (connection !== null) {
      this.#inFlight.remove(pending);
      if (!connection.isUseful && result.kind === 'answer') this.#noteUsefulness(connection, result);
    }
    const now = this.#ports.clock.elapsed();
    const isOpenedForIt = connection !== null && isOpenedForRequest(connection, queuedAt);
    pending.request.onSettled(result, {
      connectionId: connection?.session.id ?? null,
      queueMs: queueTime(queuedAt, connection === null ? now : sentAt, connection),
      dial: isOpenedForIt ? connection.dial : null,
      http2Ms: isOpenedForIt ? connection.http2Ms : null,
      responseMs: result.kind === 'answer' ? now - sentAt : null,
    });
  }

  #noteUsefulness(
    connection: PooledConnection,
    { status, body }: Extract<StreamResult, { kind: 'answer' }>,
  ): void {
    connection.isUseful = isUseful(status, status < 300 ? null : parseErrorBody(body).reason);
    if (connection.isUseful) this.#opener.noteUseful();
  }

  async #open(): Promise<void> {
    const { clock, random } = this.#ports;
    const timeoutMs = this.connectTimeoutMs;
    this.#dialing += 1;
    const startedAt = clock.elapsed();
    const spread = (): number => random.bytes(1).readUInt8() / 256;
    const connected = await dial(this.route, { clock, spread }, { timeoutMs, signal: this.#closing.signal });
    this.#dialing -= 1;
    if (!connected.ok) {
      const givesUp = this.#opener.noteUseless({ wasReady: false, othersOpen: this.#openCount > 0 });
      if (givesUp) this.#failQueue(connected.failure, connected.timings);
      else this.#sendQueued();
      return;
    }
    if (this.#closing.signal.aborted) {
      connected.socket.destroy();
      return;
    }
    this.#opened += 1;
    const stopReadyTimer = clock.after(Math.max(1, timeoutMs - (clock.elapsed() - startedAt)), () =>
      // The first request was already sent, so its failure is that it was not answered.
      connection.session.destroy(answerTimeout(this.route, timeoutMs)),
    );
    const session = openClientSession({
      id: `${this.#opened}-${random.bytes(4).toString('hex')}`,
      origin: this.route.origin,
      socket: connected.socket,
      clock,
      events: {
        onCapacity: () => this.#sendQueued(),
        onReady: (http2Ms) => {
          stopReadyTimer();
          connection.http2Ms = http2Ms;
        },
        onGoaway: (goaway) => {
          if (connection.session.active === 0)
            this.#countUseless(connection, () => endedByGoaway(this.route, goaway));
          this.#sendQueued();
        },
        onEnd: (failure) => {
          stopReadyTimer();
          this.#connections = this.#connections.filter((other) => other !== connection);
          this.#countUseless(connection, () => connectionEnded(this.route, connection, failure, timeoutMs));
          this.#sendQueued();
        },
      },
    });
    const now = clock.elapsed();
    const connection: PooledConnection = {
      session,
      dialStartedAt: startedAt,
      openedAt: now,
      dial: connected.timings,
      http2Ms: null,
      isBeingPinged: false,
      lastUsedAt: now,
      isUseful: false,
      isCounted: false,
    };
    this.#connections.push(connection);
    this.#keepAliveTimer ??= clock.every(KEEP_ALIVE_INTERVAL_MS, () => this.#sendKeepAlives(), {
      keepsProcessAlive: false,
    });
    this.#sendQueued();
  }

  #failQueue(failure: DeliveryFailure, dialTimings: DialTimings | null = null): void {
    const now = this.#ports.clock.elapsed();
    for (const pending of this.#queue.takeAll()) {
      if (pending.settled) continue;
      pending.settled = true;
      const timing = { connectionId: null, http2Ms: null, responseMs: null, dial: dialTimings };
      pending.request.onSettled({ kind: 'failed', failure }, { ...timing, queueMs: now - pending.queuedAt });
    }
  }

  #checkDeadlines(): void {
    const now = this.#ports.clock.elapsed();
    for (let pending = this.#inFlight.first; pending !== null; pending = this.#inFlight.first) {
      const { timeoutMs } = pending.request;
      // The list is in sending order, so the first request with time left ends the search.
      if (now - pending.sentAt < timeoutMs) break;
      const { connection } = pending;
      pending.streamHandle?.cancel({ kind: 'lost', failure: answerTimeout(this.route, timeoutMs) });
      if (connection !== null) void this.#checkAlive(connection);
    }
    this.#checkQueue(now);
    if (this.#inFlight.size > 0 || this.pendingCount > 0) return;
    this.#deadlineTimer?.();
    this.#deadlineTimer = null;
  }

  /**
   * A server that accepts no stream does not say so: after the timeout the pending requests fail, and the
   * connections are replaced.
   */
  #checkQueue(now: number): void {
    const { first } = this.#queue;
    if (first === null) return;
    const open = this.#connections.filter(({ session }) => session.state === 'open');
    const { timeoutMs } = first.request;
    const readyAt = open.map(({ openedAt, http2Ms }) => (http2Ms === null ? null : openedAt + http2Ms));
    const isConnecting = this.#dialing > 0 || open.some(({ isBeingPinged }) => isBeingPinged);
    const lastProgressMs = Math.max(first.queuedAt, this.#sentAt);
    if (!isStarved({ nowMs: now, timeoutMs, lastProgressMs, isConnecting, readyAt })) return;
    // The callers decide whether to try again; requests in flight may finish.
    for (const connection of open) connection.isCounted = true;
    this.#failQueue(noFreeStream(this.route, timeoutMs));
    for (const { session } of open) session.retire();
  }

  /** Sends a PING and destroys the connection when it is not answered. */
  async #checkAlive(connection: PooledConnection): Promise<void> {
    if (connection.isBeingPinged || connection.session.state !== 'open') return;
    connection.isBeingPinged = true;
    const alive = await connection.session.ping(PING_TIMEOUT_MS);
    connection.isBeingPinged = false;
    if (!alive) connection.session.destroy(pingTimeout(this.route));
    this.#sendQueued();
  }

  #sendKeepAlives(): void {
    const now = this.#ports.clock.elapsed();
    for (const connection of [...this.#connections]) {
      const action = keepAliveAction(connection.session.active, now - connection.lastUsedAt);
      if (action === 'retire') connection.session.retire();
      else if (action === 'ping') void this.#checkAlive(connection);
    }
    if (this.#connections.length > 0) return;
    this.#keepAliveTimer?.();
    this.#keepAliveTimer = null;
  }
}
