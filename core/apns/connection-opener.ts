import type { Clock, Randomness, StopTimer } from '../ports/ports.js';
import {
  afterUseless,
  type ConnectionHealth,
  HEALTHY,
  openingDelay,
  type PoolLoad,
  type UselessConnection,
} from './decisions/connection-health.js';

export interface OpenerPorts {
  readonly clock: Pick<Clock, 'after' | 'elapsed'>;
  readonly random: Pick<Randomness, 'bytes'>;
  readonly load: () => Omit<PoolLoad, 'nowMs'>;
  readonly open: () => void;
}

/** Opens connections when `decisions/connection-health.ts` says so. */
export class ConnectionOpener {
  readonly #ports: OpenerPorts;
  #health: ConnectionHealth = HEALTHY;
  #cancelScheduled: StopTimer | null = null;
  #isDelayed = false;

  constructor(ports: OpenerPorts) {
    this.#ports = ports;
  }

  /** A connection works. */
  noteUseful(): void {
    this.#health = HEALTHY;
  }

  /** @returns true when the pending requests must fail. */
  noteUseless(facts: Pick<UselessConnection, 'wasReady' | 'othersOpen'>): boolean {
    const { clock, random } = this.#ports;
    const moment = { nowMs: clock.elapsed(), random: random.bytes(1).readUInt8() / 255 };
    const { health, givesUp } = afterUseless(this.#health, { ...facts, ...moment });
    this.#health = health;
    return givesUp;
  }

  /**
   * Requests that a connection be opened. This does not happen at once: later effects of the same event may show
   * that none is needed, or that none can be had.
   *
   * @param open - Number of connections that accept requests now.
   */
  requestOpening(open: number): void {
    // A delayed opening was planned as an additional connection; without any other it is needed sooner.
    if (this.#cancelScheduled !== null && (open > 0 || !this.#isDelayed)) return;
    this.#cancelScheduled?.();
    let isStopped = false;
    this.#cancelScheduled = () => (isStopped = true);
    this.#isDelayed = false;
    queueMicrotask(() => {
      if (isStopped) return;
      this.#cancelScheduled = null;
      this.#openWhenDue();
    });
  }

  stop(): void {
    this.#cancelScheduled?.();
    this.#cancelScheduled = null;
  }

  #openWhenDue(): void {
    const { clock, load, open } = this.#ports;
    const inMs = openingDelay(this.#health, { ...load(), nowMs: clock.elapsed() });
    if (inMs === null) return;
    if (inMs === 0) {
      open();
      return;
    }
    this.#isDelayed = true;
    this.#cancelScheduled = clock.after(inMs, () => {
      this.#cancelScheduled = null;
      this.#openWhenDue();
    });
  }
}
