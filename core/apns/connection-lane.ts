import { describeConnectionFailure } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import type { Clock, Randomness, StopTimer } from '../ports/ports.js';
import {
  afterUseless,
  HEALTHY,
  isUseful,
  openingIn,
  type ConnectionHealth,
} from './decisions/connection-health.js';
import { isStarved } from './decisions/waiting-time.js';
import { dial, type DialTarget, type DialTimings } from './dial.js';
import type {
  Goaway,
  Http2Session,
  StreamReceiver,
  StreamResult,
  StreamTicket,
  WireHeaders,
} from './http2-session.js';
import { parseErrorBody } from './error-body.js';
import { openLeanSession } from './lean-http2-session.js';
import { LinkedList } from './linked-list.js';
import { goawayInWords } from './session-end.js';

/** A connection that was silent this long is asked by PING before a push is trusted to it. Unit: milliseconds. */
const TRUST_MS = 60_000;
/** How long a PING may take before the connection counts as dead. Unit: milliseconds. */
const PING_TIMEOUT_MS = 4000;
/** Idle connections are kept alive by a PING this often. Unit: milliseconds. */
const KEEP_ALIVE_MS = 10 * 60_000;
/** An idle connection is closed after this; Apple wants them kept, so it is long. Unit: milliseconds. */
const RETIRE_AFTER_MS = 60 * 60_000;
/** How often deadlines are looked at. Unit: milliseconds. */
const SWEEP_MS = 100;

/** Everything that distinguishes one connection from another: APNs ties a connection to its credential. */
export interface Route extends DialTarget {
  /** Names the lane; equal routes share connections. */
  readonly key: string;
  /** `https://host:port`. */
  readonly origin: string;
}

export interface LanePorts {
  readonly clock: Clock;
  readonly random: Randomness;
}

/** How a request travelled. Unit of all times: milliseconds. */
export interface Ride {
  readonly connectionId: string | null;
  readonly queueMs: number;
  /** The steps of the connection, when this request waited for it to be opened. */
  readonly dial: DialTimings | null;
  readonly http2Ms: number | null;
  readonly responseMs: number | null;
}

/** A request as the lane needs it. An object of its own: there may be thousands at a time. */
export interface LaneRequest {
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** From the moment it leaves. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** Called right before it leaves. @returns why it must not; `null` lets it go. */
  onLeaving(): DeliveryFailure | null;
  /** Called exactly once for each time it was submitted. */
  onRideEnd(result: StreamResult, ride: Ride): void;
}

/** A request that can be taken back. */
export interface LaneTicket {
  /** The request ends as `unprocessed` when it had not left yet, otherwise as `lost`. */
  cancel(failure: DeliveryFailure): void;
  /** True once it is on its way. */
  readonly hasLeft: boolean;
}

class Waiting implements LaneTicket, StreamReceiver {
  previous: Waiting | null = null;
  next: Waiting | null = null;
  readonly lane: ConnectionLane;
  readonly request: LaneRequest;
  readonly queuedAt: number;
  sentAt = 0;
  connection: Connection | null = null;
  ticket: StreamTicket | null = null;
  settled = false;

  constructor(lane: ConnectionLane, request: LaneRequest, queuedAt: number) {
    this.lane = lane;
    this.request = request;
    this.queuedAt = queuedAt;
  }

  get hasLeft(): boolean {
    return this.ticket !== null;
  }

  cancel(failure: DeliveryFailure): void {
    if (this.settled) return;
    if (this.ticket === null) {
      this.lane.settle(this, { kind: 'unprocessed', cause: 'not-sent', reason: null, detail: '' });
    } else {
      this.ticket.cancel({ kind: 'lost', failure });
    }
  }

  onResult(result: StreamResult): void {
    this.lane.settle(this, result);
  }
}

interface Connection {
  readonly session: Http2Session;
  readonly dialStartedAt: number;
  readonly openedAt: number;
  readonly dial: DialTimings;
  http2Ms: number | null;
  /** A PING decides whether it may be used. */
  inDoubt: boolean;
  lastUsedAt: number;
  /** A push was answered on it as it should be. */
  isUseful: boolean;
  /** It was counted among those that came to nothing. */
  isCounted: boolean;
}

/**
 * The connections of one route and the requests that wait for them. Keeps the stream limit of every
 * connection, opens as many as are wanted, and settles every request exactly once.
 */
export class ConnectionLane {
  readonly route: Route;
  /** For the next connection that is opened. Unit: milliseconds. */
  connectTimeoutMs = 10_000;
  readonly #ports: LanePorts;
  #connections: Connection[] = [];
  readonly #queue: Waiting[] = [];
  #queueHead = 0;
  /** In the order they were sent, which is that of their deadlines. */
  readonly #inFlight = new LinkedList<Waiting>();
  readonly #closing = new AbortController();
  #closed: DeliveryFailure | null = null;
  #wanted = 1;
  #dialling = 0;
  #opened = 0;
  #health: ConnectionHealth = HEALTHY;
  /** Opens the next connection when it is time. */
  #opening: StopTimer | null = null;
  #isOpeningLater = false;
  /** Monotonic milliseconds at which a request last left. */
  #sentAt = 0;
  #sweep: StopTimer | null = null;
  #keepAlive: StopTimer | null = null;

  constructor(route: Route, ports: LanePorts) {
    this.route = route;
    this.#ports = ports;
  }

  /** Connections opened since the start: tells whether one was reused. */
  get opened(): number {
    return this.#opened;
  }

  /** How many streams could be opened right now, over all connections that stand. */
  get capacity(): number {
    let free = 0;
    for (const { session, inDoubt } of this.#connections) {
      if (session.state === 'open' && !inDoubt) free += Math.max(0, session.limit - session.active);
    }
    return free;
  }

  get waiting(): number {
    return this.#queue.length - this.#queueHead;
  }

  /** How many connections to spread requests over; more are opened when there is work for them. */
  want(connections: number): void {
    this.#wanted = Math.max(1, Math.floor(connections));
  }

  submit(request: LaneRequest): LaneTicket {
    const waiting = new Waiting(this, request, this.#ports.clock.elapsed());
    if (this.#closed === null) {
      this.#queue.push(waiting);
      this.#pump();
    } else {
      this.settle(waiting, { kind: 'failed', failure: this.#closed });
    }
    return waiting;
  }

  /** Uses none of today's connections again; what is in flight on them may finish. */
  retireConnections(): void {
    for (const { session } of this.#connections) session.retire();
    this.#connections = this.#connections.filter(({ session }) => session.state !== 'ended');
  }

  /**
   * Uses the one connection no more that an answer came on, because the answer asks for another one.
   *
   * @param why - The answer in words, where it speaks against the server; `null` where it speaks against the sender.
   */
  retireAfter(ride: Ride, why: string | null): void {
    const connection = this.#connections.find(({ session }) => session.id === ride.connectionId);
    if (connection === undefined) return;
    if (why === null) connection.isCounted = true;
    else this.#countUseless(connection, () => this.#uselessFailure(why));
    connection.session.retire();
  }

  /** Closes everything; what waits settles as not sent, what is in flight as lost. */
  close(failure: DeliveryFailure): void {
    this.#closed = failure;
    this.#closing.abort();
    this.#failQueue(failure);
    for (const { session } of [...this.#connections]) session.destroy(failure);
    this.#connections = [];
    for (const stop of [this.#opening, this.#sweep, this.#keepAlive]) stop?.();
    this.#opening = null;
    this.#sweep = null;
    this.#keepAlive = null;
  }

  #pump(): void {
    while (this.waiting > 0) {
      const connection = this.#pick(this.#queue[this.#queueHead]?.request.body.length ?? 0);
      if (connection === null) break;
      const next = this.#shift();
      if (next !== null) this.#send(next, connection);
    }
    this.#dropSettled();
    if (this.waiting === 0 || this.#closing.signal.aborted) return;
    this.#sweep ??= this.#ports.clock.every(SWEEP_MS, () => this.#checkDeadlines());
    const open = this.#openCount;
    if (this.#dialling === 0 && open < this.#wanted) this.#planOpening(open);
  }

  /** Not at once: what else the same event brings may show that no connection is wanted, or to be had. */
  #planOpening(open: number): void {
    // One that was to be opened beside others, later, is wanted sooner once these are gone.
    if (this.#opening !== null && (open > 0 || !this.#isOpeningLater)) return;
    this.#opening?.();
    let isStopped = false;
    this.#opening = () => (isStopped = true);
    this.#isOpeningLater = false;
    queueMicrotask(() => {
      if (isStopped) return;
      this.#opening = null;
      this.#openWhenDue();
    });
  }

  #openWhenDue(): void {
    const { clock } = this.#ports;
    const load = {
      waiting: this.waiting,
      opening: this.#dialling,
      open: this.#openCount,
      wanted: this.#wanted,
    };
    const inMs = openingIn(this.#health, { ...load, nowMs: clock.elapsed() });
    if (inMs === null || this.#closing.signal.aborted) return;
    if (inMs === 0) {
      void this.#open();
      return;
    }
    this.#isOpeningLater = true;
    this.#opening = clock.after(inMs, () => {
      this.#opening = null;
      this.#openWhenDue();
    });
  }

  get #openCount(): number {
    let open = 0;
    for (const { session } of this.#connections) if (session.state === 'open') open += 1;
    return open;
  }

  /** Those that were taken back need no connection. */
  #dropSettled(): void {
    while (this.#queue[this.#queueHead]?.settled === true) this.#queueHead += 1;
  }

  /** @param failure - For those that wait, where there is no connection to be had. */
  #countUseless(connection: Connection, failure: () => DeliveryFailure): void {
    if (connection.isUseful || connection.isCounted) return;
    connection.isCounted = true;
    const wasReady = connection.http2Ms !== null;
    const isOther = (other: Connection): boolean => other !== connection && other.session.state === 'open';
    if (this.#afterUseless(wasReady, this.#connections.some(isOther))) this.#failQueue(failure());
  }

  #afterUseless(wasReady: boolean, othersOpen: boolean): boolean {
    const { clock, random } = this.#ports;
    const facts = { wasReady, othersOpen, nowMs: clock.elapsed(), random: random.bytes(1).readUInt8() / 255 };
    const { health, givesUp } = afterUseless(this.#health, facts);
    this.#health = health;
    return givesUp;
  }

  #uselessFailure(detail: string): DeliveryFailure {
    const { host, port } = this.route;
    return describeConnectionFailure({ step: 'http2', end: 'useless', host, port, detail });
  }

  /** The connection with most room; one that was silent for long is asked first and given later. */
  #pick(bodyBytes: number): Connection | null {
    let best: Connection | null = null;
    let bestRoom = 0;
    for (const connection of this.#connections) {
      const { session } = connection;
      if (session.state !== 'open' || connection.inDoubt) continue;
      const room = session.limit - session.active;
      if (room <= bestRoom || !session.canTake(bodyBytes)) continue;
      best = connection;
      bestRoom = room;
    }
    if (best === null) return null;
    const silent = this.#ports.clock.elapsed() - best.session.lastHeardAt;
    if (best.session.active > 0 || silent < TRUST_MS) return best;
    void this.#verify(best);
    return this.#pick(bodyBytes);
  }

  #shift(): Waiting | null {
    const next = this.#queue[this.#queueHead];
    if (next === undefined) return null;
    this.#queueHead += 1;
    if (this.#queueHead > 1024 && this.#queueHead * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#queueHead);
      this.#queueHead = 0;
    }
    return next.settled ? null : next;
  }

  #send(waiting: Waiting, connection: Connection): void {
    const refusal = waiting.request.onLeaving();
    if (refusal !== null) {
      this.settle(waiting, { kind: 'failed', failure: refusal });
      return;
    }
    const now = this.#ports.clock.elapsed();
    waiting.sentAt = now;
    waiting.connection = connection;
    connection.lastUsedAt = now;
    this.#sentAt = now;
    this.#inFlight.add(waiting);
    this.#sweep ??= this.#ports.clock.every(SWEEP_MS, () => this.#checkDeadlines());
    const { headers, body } = waiting.request;
    waiting.ticket = connection.session.request(headers, body, waiting);
  }

  /** Ends one submission. For its ticket. */
  settle(waiting: Waiting, result: StreamResult): void {
    if (waiting.settled) return;
    waiting.settled = true;
    const { connection, sentAt, queuedAt } = waiting;
    if (connection !== null) {
      this.#inFlight.remove(waiting);
      if (!connection.isUseful && result.kind === 'answer') this.#judge(connection, result);
    }
    const now = this.#ports.clock.elapsed();
    const waitedForIt = connection !== null && connection.openedAt >= queuedAt;
    const dialled = waitedForIt ? connection.openedAt - Math.max(queuedAt, connection.dialStartedAt) : 0;
    waiting.request.onRideEnd(result, {
      connectionId: connection?.session.id ?? null,
      queueMs: Math.max(0, (connection === null ? now : sentAt) - queuedAt - dialled),
      dial: waitedForIt ? connection.dial : null,
      http2Ms: waitedForIt ? connection.http2Ms : null,
      responseMs: result.kind === 'answer' ? now - sentAt : null,
    });
  }

  #judge(connection: Connection, { status, body }: Extract<StreamResult, { kind: 'answer' }>): void {
    connection.isUseful = isUseful(status, status < 300 ? null : parseErrorBody(body).reason);
    if (connection.isUseful) this.#health = HEALTHY;
  }

  async #open(): Promise<void> {
    const { clock, random } = this.#ports;
    const timeoutMs = this.connectTimeoutMs;
    this.#dialling += 1;
    const startedAt = clock.elapsed();
    const spread = (): number => random.bytes(1).readUInt8() / 256;
    const dialled = await dial(this.route, { clock, spread }, { timeoutMs, signal: this.#closing.signal });
    this.#dialling -= 1;
    if (!dialled.ok) {
      if (this.#afterUseless(false, this.#openCount > 0)) this.#failQueue(dialled.failure, dialled.timings);
      else this.#pump();
      return;
    }
    if (this.#closing.signal.aborted) {
      dialled.socket.destroy();
      return;
    }
    this.#opened += 1;
    const stopReadyTimer = clock.after(Math.max(1, timeoutMs - (clock.elapsed() - startedAt)), () =>
      this.#giveUpOnSettings(connection, timeoutMs),
    );
    const session = openLeanSession({
      id: `${this.#opened}-${random.bytes(4).toString('hex')}`,
      origin: this.route.origin,
      socket: dialled.socket,
      clock,
      events: {
        onCapacity: () => this.#pump(),
        onReady: (http2Ms) => {
          stopReadyTimer();
          connection.http2Ms = http2Ms;
        },
        onGoaway: (goaway) => {
          if (connection.session.active === 0)
            this.#countUseless(connection, () => this.#goawayFailure(goaway));
          this.#pump();
        },
        onEnd: (failure) => {
          stopReadyTimer();
          this.#connections = this.#connections.filter((other) => other !== connection);
          this.#countUseless(connection, () => this.#endFailure(connection, failure));
          this.#pump();
        },
      },
    });
    const now = clock.elapsed();
    const connection: Connection = {
      session,
      dialStartedAt: startedAt,
      openedAt: now,
      dial: dialled.timings,
      http2Ms: null,
      inDoubt: false,
      lastUsedAt: now,
      isUseful: false,
      isCounted: false,
    };
    this.#connections.push(connection);
    this.#keepAlive ??= clock.every(KEEP_ALIVE_MS, () => this.#tend(), { keepsProcess: false });
    this.#pump();
  }

  #giveUpOnSettings(connection: Connection, timeoutMs: number): void {
    const { host, port } = this.route;
    // One request has left by then: what is true of it is that it has no answer.
    connection.session.destroy(describeConnectionFailure({ step: 'request', host, port, timeoutMs }));
  }

  #goawayFailure(goaway: Goaway): DeliveryFailure {
    const { host, port } = this.route;
    const detail = goawayInWords(goaway);
    return describeConnectionFailure({ step: 'http2', end: 'goaway', host, port, detail });
  }

  /** Why those that wait get no connection, now that this one has ended. */
  #endFailure({ session, http2Ms }: Connection, failure: DeliveryFailure): DeliveryFailure {
    if (http2Ms === null) return failure;
    return session.goaway === null ? this.#uselessFailure('') : this.#goawayFailure(session.goaway);
  }

  #failQueue(failure: DeliveryFailure, dialTimings: DialTimings | null = null): void {
    const now = this.#ports.clock.elapsed();
    const waitingOnes = this.#queue.splice(0).slice(this.#queueHead);
    this.#queueHead = 0;
    for (const waiting of waitingOnes) {
      if (waiting.settled) continue;
      waiting.settled = true;
      const ride = { connectionId: null, http2Ms: null, responseMs: null, dial: dialTimings };
      waiting.request.onRideEnd({ kind: 'failed', failure }, { ...ride, queueMs: now - waiting.queuedAt });
    }
  }

  #checkDeadlines(): void {
    const now = this.#ports.clock.elapsed();
    const { host, port } = this.route;
    for (let waiting = this.#inFlight.first; waiting !== null; waiting = this.#inFlight.first) {
      const { timeoutMs } = waiting.request;
      // Sent in this order, so the first that has time left ends the search.
      if (now - waiting.sentAt < timeoutMs) break;
      const { connection } = waiting;
      const failure = describeConnectionFailure({ step: 'request', host, port, timeoutMs });
      waiting.ticket?.cancel({ kind: 'lost', failure });
      if (connection !== null) void this.#verify(connection);
    }
    this.#checkQueue(now);
    if (this.#inFlight.size > 0 || this.waiting > 0) return;
    this.#sweep?.();
    this.#sweep = null;
  }

  /** A server that lets nothing in says nothing: those that wait are told, and the next one begins anew. */
  #checkQueue(now: number): void {
    this.#dropSettled();
    const first = this.#queue[this.#queueHead];
    if (first === undefined) return;
    const open = this.#connections.filter(({ session }) => session.state === 'open');
    const { timeoutMs } = first.request;
    const readyAt = open.map(({ openedAt, http2Ms }) => (http2Ms === null ? null : openedAt + http2Ms));
    const isAsking = this.#dialling > 0 || open.some(({ inDoubt }) => inDoubt);
    const lastMoveMs = Math.max(first.queuedAt, this.#sentAt);
    if (!isStarved({ nowMs: now, timeoutMs, lastMoveMs, isAsking, readyAt })) return;
    const { host, port } = this.route;
    const failure = describeConnectionFailure({
      step: 'http2',
      end: 'no-stream-free',
      host,
      port,
      timeoutMs,
    });
    // Whoever waits decides whether to begin anew; what is in flight may finish.
    for (const connection of open) connection.isCounted = true;
    this.#failQueue(failure);
    for (const { session } of open) session.retire();
  }

  /** Asks a doubtful connection by PING, and lets go of it when it does not answer. */
  async #verify(connection: Connection): Promise<void> {
    if (connection.inDoubt || connection.session.state !== 'open') return;
    connection.inDoubt = true;
    const alive = await connection.session.ping(PING_TIMEOUT_MS);
    connection.inDoubt = false;
    if (!alive) {
      const { host, port } = this.route;
      const detail = 'a PING was not answered';
      connection.session.destroy(describeConnectionFailure({ step: 'request', host, port, detail }));
    }
    this.#pump();
  }

  #tend(): void {
    const now = this.#ports.clock.elapsed();
    for (const connection of [...this.#connections]) {
      if (connection.session.active > 0) continue;
      if (now - connection.lastUsedAt >= RETIRE_AFTER_MS) connection.session.retire();
      else void this.#verify(connection);
    }
    if (this.#connections.length > 0) return;
    this.#keepAlive?.();
    this.#keepAlive = null;
  }
}
