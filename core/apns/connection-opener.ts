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

  /** A connection serves. */
  noteUseful(): void {
    this.#health = HEALTHY;
  }

  /** @returns true when those that wait are to be told. */
  noteUseless(facts: Pick<UselessConnection, 'wasReady' | 'othersOpen'>): boolean {
    const { clock, random } = this.#ports;
    const moment = { nowMs: clock.elapsed(), random: random.bytes(1).readUInt8() / 255 };
    const { health, givesUp } = afterUseless(this.#health, { ...facts, ...moment });
    this.#health = health;
    return givesUp;
  }

  /**
   * A connection may be wanted. It is not opened at once: what else the same event brings may show that none is, or that
   * none is to be had.
   *
   * @param open - How many take requests now.
   */
  requestOpening(open: number): void {
    // One that was to be opened beside others, later, is wanted sooner once these are gone.
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
