import type { DeliveryFailure } from '#shared/apns/push';
import type { Clock, Randomness, StopTimer } from '../ports/ports.js';
import { careFor, isTrusted, KEEP_ALIVE_MS, queueTime, waitedFor } from './decisions/connection-care.js';
import { isUseful } from './decisions/connection-health.js';
import { isStarved } from './decisions/waiting-time.js';
import { dial, type DialTimings } from './dial.js';
import { parseErrorBody } from './error-body.js';
import type { StreamResult } from './http2-session.js';
import {
  endedByGoaway,
  noConnection,
  noStreamFree,
  notAlive,
  notAnswered,
  useless,
} from './lane-failures.js';
import { LaneQueue } from './lane-queue.js';
import {
  type LaneConnection,
  type LaneRequest,
  type LaneTicket,
  type Ride,
  type Route,
  Waiting,
} from './lane-request.js';
import { openLeanSession } from './lean-http2-session.js';
import { LinkedList } from './linked-list.js';
import { OpeningPlan } from './opening-plan.js';

/** How long a PING may take before the connection counts as dead. Unit: milliseconds. */
const PING_TIMEOUT_MS = 4000;
/** How often deadlines are looked at. Unit: milliseconds. */
const SWEEP_MS = 100;

export interface LanePorts {
  readonly clock: Clock;
  readonly random: Randomness;
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
  #connections: LaneConnection[] = [];
  readonly #queue = new LaneQueue();
  readonly #plan: OpeningPlan;
  /** In the order they were sent, which is that of their deadlines. */
  readonly #inFlight = new LinkedList<Waiting>();
  readonly #closing = new AbortController();
  #closed: DeliveryFailure | null = null;
  #wanted = 1;
  #dialling = 0;
  #opened = 0;
  /** Monotonic milliseconds at which a request last left. */
  #sentAt = 0;
  #sweep: StopTimer | null = null;
  #keepAlive: StopTimer | null = null;

  constructor(route: Route, ports: LanePorts) {
    this.route = route;
    this.#ports = ports;
    this.#plan = new OpeningPlan({
      ...ports,
      load: () => ({
        waiting: this.waiting,
        opening: this.#dialling,
        open: this.#openCount,
        wanted: this.#wanted,
      }),
      open: () => void this.#open(),
    });
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
    return this.#queue.size;
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
    else this.#countUseless(connection, () => useless(this.route, why));
    connection.session.retire();
  }

  /** Closes everything; what waits settles as not sent, what is in flight as lost. */
  close(failure: DeliveryFailure): void {
    this.#closed = failure;
    this.#closing.abort();
    this.#failQueue(failure);
    for (const { session } of [...this.#connections]) session.destroy(failure);
    this.#connections = [];
    this.#plan.stop();
    for (const stop of [this.#sweep, this.#keepAlive]) stop?.();
    this.#sweep = null;
    this.#keepAlive = null;
  }

  #pump(): void {
    for (let next = this.#queue.first; next !== null; next = this.#queue.first) {
      const connection = this.#pick(next.request.body.length);
      if (connection === null) break;
      this.#queue.shift();
      this.#send(next, connection);
    }
    if (this.waiting === 0 || this.#closing.signal.aborted) return;
    this.#sweep ??= this.#ports.clock.every(SWEEP_MS, () => this.#checkDeadlines());
    if (this.#dialling === 0 && this.#openCount < this.#wanted) this.#plan.consider(this.#openCount);
  }

  get #openCount(): number {
    let open = 0;
    for (const { session } of this.#connections) if (session.state === 'open') open += 1;
    return open;
  }

  /** @param failure - For those that wait, where there is no connection to be had. */
  #countUseless(connection: LaneConnection, failure: () => DeliveryFailure): void {
    if (connection.isUseful || connection.isCounted) return;
    connection.isCounted = true;
    const wasReady = connection.http2Ms !== null;
    const isOther = (other: LaneConnection): boolean =>
      other !== connection && other.session.state === 'open';
    const othersOpen = this.#connections.some(isOther);
    if (this.#plan.foundUseless({ wasReady, othersOpen })) this.#failQueue(failure());
  }

  /** The connection with most room; one that was silent for long is asked first and given later. */
  #pick(bodyBytes: number): LaneConnection | null {
    let best: LaneConnection | null = null;
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
    if (isTrusted(best.session.active, silent)) return best;
    void this.#verify(best);
    return this.#pick(bodyBytes);
  }

  #send(waiting: Waiting, connection: LaneConnection): void {
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
    const waitedForIt = connection !== null && waitedFor(connection, queuedAt);
    waiting.request.onRideEnd(result, {
      connectionId: connection?.session.id ?? null,
      queueMs: queueTime(queuedAt, connection === null ? now : sentAt, connection),
      dial: waitedForIt ? connection.dial : null,
      http2Ms: waitedForIt ? connection.http2Ms : null,
      responseMs: result.kind === 'answer' ? now - sentAt : null,
    });
  }

  #judge(connection: LaneConnection, { status, body }: Extract<StreamResult, { kind: 'answer' }>): void {
    connection.isUseful = isUseful(status, status < 300 ? null : parseErrorBody(body).reason);
    if (connection.isUseful) this.#plan.foundUseful();
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
      const givesUp = this.#plan.foundUseless({ wasReady: false, othersOpen: this.#openCount > 0 });
      if (givesUp) this.#failQueue(dialled.failure, dialled.timings);
      else this.#pump();
      return;
    }
    if (this.#closing.signal.aborted) {
      dialled.socket.destroy();
      return;
    }
    this.#opened += 1;
    const stopReadyTimer = clock.after(Math.max(1, timeoutMs - (clock.elapsed() - startedAt)), () =>
      // One request has left by then: what is true of it is that it has no answer.
      connection.session.destroy(notAnswered(this.route, timeoutMs)),
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
            this.#countUseless(connection, () => endedByGoaway(this.route, goaway));
          this.#pump();
        },
        onEnd: (failure) => {
          stopReadyTimer();
          this.#connections = this.#connections.filter((other) => other !== connection);
          this.#countUseless(connection, () => noConnection(this.route, connection, failure, timeoutMs));
          this.#pump();
        },
      },
    });
    const now = clock.elapsed();
    const connection: LaneConnection = {
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

  #failQueue(failure: DeliveryFailure, dialTimings: DialTimings | null = null): void {
    const now = this.#ports.clock.elapsed();
    for (const waiting of this.#queue.takeAll()) {
      if (waiting.settled) continue;
      waiting.settled = true;
      const ride = { connectionId: null, http2Ms: null, responseMs: null, dial: dialTimings };
      waiting.request.onRideEnd({ kind: 'failed', failure }, { ...ride, queueMs: now - waiting.queuedAt });
    }
  }

  #checkDeadlines(): void {
    const now = this.#ports.clock.elapsed();
    for (let waiting = this.#inFlight.first; waiting !== null; waiting = this.#inFlight.first) {
      const { timeoutMs } = waiting.request;
      // Sent in this order, so the first that has time left ends the search.
      if (now - waiting.sentAt < timeoutMs) break;
      const { connection } = waiting;
      waiting.ticket?.cancel({ kind: 'lost', failure: notAnswered(this.route, timeoutMs) });
      if (connection !== null) void this.#verify(connection);
    }
    this.#checkQueue(now);
    if (this.#inFlight.size > 0 || this.waiting > 0) return;
    this.#sweep?.();
    this.#sweep = null;
  }

  /** A server that lets nothing in says nothing: those that wait are told, and the next one begins anew. */
  #checkQueue(now: number): void {
    const { first } = this.#queue;
    if (first === null) return;
    const open = this.#connections.filter(({ session }) => session.state === 'open');
    const { timeoutMs } = first.request;
    const readyAt = open.map(({ openedAt, http2Ms }) => (http2Ms === null ? null : openedAt + http2Ms));
    const isAsking = this.#dialling > 0 || open.some(({ inDoubt }) => inDoubt);
    const lastMoveMs = Math.max(first.queuedAt, this.#sentAt);
    if (!isStarved({ nowMs: now, timeoutMs, lastMoveMs, isAsking, readyAt })) return;
    // Whoever waits decides whether to begin anew; what is in flight may finish.
    for (const connection of open) connection.isCounted = true;
    this.#failQueue(noStreamFree(this.route, timeoutMs));
    for (const { session } of open) session.retire();
  }

  /** Asks a doubtful connection by PING, and lets go of it when it does not answer. */
  async #verify(connection: LaneConnection): Promise<void> {
    if (connection.inDoubt || connection.session.state !== 'open') return;
    connection.inDoubt = true;
    const alive = await connection.session.ping(PING_TIMEOUT_MS);
    connection.inDoubt = false;
    if (!alive) connection.session.destroy(notAlive(this.route));
    this.#pump();
  }

  #tend(): void {
    const now = this.#ports.clock.elapsed();
    for (const connection of [...this.#connections]) {
      const care = careFor(connection.session.active, now - connection.lastUsedAt);
      if (care === 'retire') connection.session.retire();
      else if (care === 'ask') void this.#verify(connection);
    }
    if (this.#connections.length > 0) return;
    this.#keepAlive?.();
    this.#keepAlive = null;
  }
}
