import type { Clock, Randomness, StopTimer } from '../ports/ports.js';
import {
  afterUseless,
  type ConnectionHealth,
  HEALTHY,
  type LaneLoad,
  openingIn,
  type UselessConnection,
} from './decisions/connection-health.js';

export interface OpeningPorts {
  readonly clock: Pick<Clock, 'after' | 'elapsed'>;
  readonly random: Pick<Randomness, 'bytes'>;
  readonly load: () => Omit<LaneLoad, 'nowMs'>;
  readonly open: () => void;
}

/** Opens connections when `decisions/connection-health.ts` says so. */
export class OpeningPlan {
  readonly #ports: OpeningPorts;
  #health: ConnectionHealth = HEALTHY;
  #stop: StopTimer | null = null;
  #isForLater = false;

  constructor(ports: OpeningPorts) {
    this.#ports = ports;
  }

  /** A connection serves. */
  foundUseful(): void {
    this.#health = HEALTHY;
  }

  /** @returns true when those that wait are to be told. */
  foundUseless(facts: Pick<UselessConnection, 'wasReady' | 'othersOpen'>): boolean {
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
  consider(open: number): void {
    // One that was to be opened beside others, later, is wanted sooner once these are gone.
    if (this.#stop !== null && (open > 0 || !this.#isForLater)) return;
    this.#stop?.();
    let isStopped = false;
    this.#stop = () => (isStopped = true);
    this.#isForLater = false;
    queueMicrotask(() => {
      if (isStopped) return;
      this.#stop = null;
      this.#openWhenDue();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #openWhenDue(): void {
    const { clock, load, open } = this.#ports;
    const inMs = openingIn(this.#health, { ...load(), nowMs: clock.elapsed() });
    if (inMs === null) return;
    if (inMs === 0) {
      open();
      return;
    }
    this.#isForLater = true;
    this.#stop = clock.after(inMs, () => {
      this.#stop = null;
      this.#openWhenDue();
    });
  }
}
