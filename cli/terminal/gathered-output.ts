import { once } from 'node:events';
import type { Terminal } from './terminal.js';

/** A write costs more than what it carries while that is short. Unit: characters. */
const PIECE = 64 * 1024;

/** Standard output for many short texts: gathers them to few writes, and waits while their reader is slower. */
export class GatheredOutput {
  readonly #terminal: Terminal;
  #text = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** {@link flush} is due. */
  get isFull(): boolean {
    return this.#text.length >= PIECE;
  }

  add(text: string): void {
    this.#text += text;
  }

  /**
   * Writes what was gathered; due at the end, too.
   *
   * @returns false once the reader has closed it.
   */
  async flush(): Promise<boolean> {
    const { stdout, signal } = this.#terminal;
    const text = this.#text;
    this.#text = '';
    if (text === '' || stdout.write(text)) return stdout.writable;
    if (stdout.writable) {
      const settled = new AbortController();
      const stop = { signal: AbortSignal.any([signal, settled.signal]) };
      await Promise.race([once(stdout, 'drain', stop), once(stdout, 'close', stop)]).catch(() => undefined);
      settled.abort();
    }
    return stdout.writable;
  }
}
