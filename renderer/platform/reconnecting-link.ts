import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';
import { ConnectionLostError, type ConnectionState, type LossReason } from './connection.js';

/**
 * One attempt to connect: `opened` and `closed` are called at most once each, `closed` last. `'refused'`: retrying is
 * pointless.
 */
export type OpenTransport = (on: {
  readonly opened: () => void;
  readonly closed: (why: LossReason | 'refused') => void;
}) => {
  readonly link: ClientLink<ClientContext>;
  readonly close: () => void;
};

/** Short enough to feel immediate, long enough not to spin. Unit: milliseconds. */
const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000, 8000];
/** How long a call waits for a lost connection before it fails. Unit: milliseconds. */
const CALL_TIMEOUT_MS = 8000;

export interface Timers {
  now(): number;
  /** Runs `task` once after `delayMs`. @returns a function that cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/**
 * A link that reconnects automatically and lets calls wait briefly for the next connection. A call that is in flight
 * when its connection breaks fails, because the core may have acted on it.
 */
export class ReconnectingLink implements ClientLink<ClientContext> {
  readonly #openTransport: OpenTransport;
  readonly #timers: Timers;
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { kind: 'connecting' };
  #transport: ReturnType<OpenTransport> | undefined;
  #epoch = 0;
  #failures = 0;
  #cancelRetry: (() => void) | undefined;

  constructor(openTransport: OpenTransport, timers: Timers) {
    this.#openTransport = openTransport;
    this.#timers = timers;
    this.#open();
  }

  state(): ConnectionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retry(): void {
    if (this.#state.kind !== 'lost') return;
    this.#cancelRetry?.();
    this.#open();
  }

  async call(
    path: readonly string[],
    input: unknown,
    options: ClientOptions<ClientContext>,
  ): Promise<unknown> {
    const transport = await this.#waitForTransport(options.signal);
    return transport.link.call(path, input, options);
  }

  #open(): void {
    let current = true;
    const transport = this.#openTransport({
      opened: () => {
        if (!current) return;
        this.#failures = 0;
        this.#epoch += 1;
        this.#setState({ kind: 'open', epoch: this.#epoch });
      },
      closed: (why) => {
        if (!current) return;
        current = false;
        if (why === 'refused') {
          this.#setState({ kind: 'refused' });
          return;
        }
        const delayMs = RETRY_DELAYS_MS[Math.min(this.#failures, RETRY_DELAYS_MS.length - 1)] ?? 1000;
        this.#failures += 1;
        this.#cancelRetry = this.#timers.after(delayMs, () => this.#open());
        this.#setState({ kind: 'lost', retryAtMs: this.#timers.now() + delayMs, reason: why });
      },
    });
    this.#transport = transport;
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  #waitForTransport(signal: AbortSignal | undefined): Promise<ReturnType<OpenTransport>> {
    return new Promise((resolve, reject) => {
      const tryNow = (): boolean => {
        if (this.#state.kind !== 'open' || this.#transport === undefined) return false;
        resolve(this.#transport);
        return true;
      };
      if (tryNow()) return;
      const stop = (): void => {
        unsubscribe();
        cancelTimeout();
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        stop();
        reject(signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
      };
      const unsubscribe = this.subscribe(() => {
        if (tryNow()) stop();
      });
      const cancelTimeout = this.#timers.after(CALL_TIMEOUT_MS, () => {
        stop();
        reject(new ConnectionLostError('The core of Pushdeck cannot be reached.'));
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
