import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type ConnectionFacts, describeConnectionFailure } from '#shared/apns/connection-failure';
import type { ConnectionStep, DeliveryFailure } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import type { Clock } from '../ports/ports.js';
import type { Proxy } from './proxy.js';
import { openTunnel, PROXY_PROTOCOLS } from './tunnel.js';

/** Where to connect, and with which client certificate. */
export interface DialTarget {
  readonly host: string;
  readonly port: number;
  readonly proxy: Proxy | null;
  /** PEM of the authorities to trust; `undefined` for Node's own. */
  readonly ca: readonly string[] | undefined;
  /** The client certificate and its key, PEM; `null` for a connection without one. */
  readonly identity: { readonly certificatePem: string; readonly keyPem: string } | null;
}

/** Unit: milliseconds; `null` for a step that did not take place. */
export interface DialTimings {
  readonly dnsMs: number | null;
  readonly tcpMs: number | null;
  readonly proxyMs: number | null;
  readonly tlsMs: number | null;
}

export type DialResult =
  | { readonly ok: true; readonly socket: TLSSocket; readonly timings: DialTimings; readonly address: string }
  | {
      readonly ok: false;
      readonly failure: DeliveryFailure;
      readonly timings: DialTimings;
      /** The system's or OpenSSL's code; `null` where there is none. */
      readonly code: string | null;
    };

/** Called as each step ends; the doctor shows the steps live. */
export interface DialObserver {
  readonly onStep?: (step: ConnectionStep, durationMs: number, detail: string) => void;
}

export interface DialPorts {
  readonly clock: Clock;
  /** A number in 0…1 to spread connections over the addresses of a host. */
  readonly spread: () => number;
}

/**
 * Opens a TLS connection for HTTP/2, step by step: DNS (resolved every time, as Apple asks), TCP, proxy tunnel,
 * TLS. Never throws and never hangs: the result names the step that failed.
 *
 * @param timeoutMs - For all steps together.
 * @param signal - Aborts the attempt.
 */
export async function dial(
  target: DialTarget,
  ports: DialPorts,
  options: DialObserver & { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<DialResult> {
  const attempt = new DialAttempt(target, ports, options);
  return attempt.run();
}

class DialAttempt {
  readonly #target: DialTarget;
  readonly #ports: DialPorts;
  readonly #options: DialObserver & { readonly timeoutMs: number; readonly signal?: AbortSignal };
  readonly #timings: Record<keyof DialTimings, number | null> = {
    dnsMs: null,
    tcpMs: null,
    proxyMs: null,
    tlsMs: null,
  };
  #step: ConnectionStep = 'dns';
  #open: Socket | null = null;

  constructor(
    target: DialTarget,
    ports: DialPorts,
    options: DialObserver & { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ) {
    this.#target = target;
    this.#ports = ports;
    this.#options = options;
  }

  async run(): Promise<DialResult> {
    const { timeoutMs, signal } = this.#options;
    let endWait: (facts: Partial<ConnectionFacts>) => void = () => undefined;
    const ended = new Promise<DialResult>((resolve) => {
      endWait = (facts) => {
        this.#open?.destroy();
        resolve(this.#fail(facts));
      };
    });
    const stopTimer = this.#ports.clock.after(timeoutMs, () => endWait({ timeoutMs }));
    const onAbort = (): void => endWait({ code: 'ABORTED', detail: 'cancelled' });
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    try {
      return await Promise.race([this.#connect().catch((error: unknown) => this.#failFrom(error)), ended]);
    } finally {
      stopTimer();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #connect(): Promise<DialResult> {
    const { proxy, host, port } = this.#target;
    const first = proxy ?? { host, port };
    const addresses = await this.#timed(
      'dns',
      'dnsMs',
      () => this.#resolve(first.host),
      (found) => found.map(({ address }) => address).join(', '),
    );
    const tcp = await this.#timed(
      'tcp',
      'tcpMs',
      () => this.#connectTcp(first, addresses),
      (socket) => `${socket.remoteAddress ?? first.host}:${first.port}`,
    );
    const address = tcp.remoteAddress ?? first.host;
    const path =
      proxy === null
        ? tcp
        : await this.#timed(
            'proxy',
            'proxyMs',
            () => this.#tunnel(tcp, proxy),
            () => proxy.label,
          );
    const socket = await this.#timed('tls', 'tlsMs', () => this.#secure(path), describeTls);
    return { ok: true, socket, timings: this.#timings, address };
  }

  async #timed<Result>(
    step: ConnectionStep,
    timing: keyof DialTimings,
    work: () => Promise<Result>,
    detail: (result: Result) => string,
  ): Promise<Result> {
    this.#step = step;
    const start = this.#ports.clock.elapsed();
    const result = await work();
    const duration = this.#ports.clock.elapsed() - start;
    this.#timings[timing] = duration;
    this.#options.onStep?.(step, duration, detail(result));
    return result;
  }

  async #resolve(host: string): Promise<{ readonly address: string; readonly family: number }[]> {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    const found = await lookup(host, { all: true });
    // Apple's names resolve to many addresses; a random start spreads connections over them.
    const shift = Math.floor(this.#ports.spread() * found.length);
    return [...found.slice(shift), ...found.slice(0, shift)];
  }

  #connectTcp(
    to: { readonly host: string; readonly port: number },
    addresses: readonly { readonly address: string; readonly family: number }[],
  ): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connectTcp({
        host: to.host,
        port: to.port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: 60_000,
        autoSelectFamily: true,
        lookup: (_host, options, callback) => {
          const [first] = addresses;
          if (options.all === true) callback(null, [...addresses]);
          else callback(null, first?.address ?? to.host, first?.family ?? 4);
        },
      });
      this.#open = socket;
      socket.once('error', reject);
      socket.once('connect', () => {
        // From here on the TLS socket reports errors; without a listener here an 'error' would end the process.
        socket.on('error', () => undefined);
        socket.off('error', reject);
        resolve(socket);
      });
    });
  }

  async #tunnel(tcp: Socket, proxy: Proxy): Promise<Socket> {
    const { host, port, ca } = this.#target;
    const carrier = proxy.secure
      ? await this.#handshake({ socket: tcp, host: proxy.host, ca, alpn: PROXY_PROTOCOLS })
      : tcp;
    const tunnel = await openTunnel(carrier, proxy, { host, port });
    tunnel.on('error', () => undefined);
    return tunnel;
  }

  async #secure(path: Socket): Promise<TLSSocket> {
    const { host, ca, identity } = this.#target;
    return this.#handshake({ socket: path, host, ca, alpn: ['h2'], identity });
  }

  #handshake(options: {
    readonly socket: Socket;
    readonly host: string;
    readonly ca: readonly string[] | undefined;
    readonly alpn: string[];
    readonly identity?: DialTarget['identity'];
  }): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        socket: options.socket,
        host: options.host,
        // An IP address as server name is not allowed (RFC 6066 §3).
        ...(isIP(options.host) === 0 ? { servername: options.host } : {}),
        ...(options.ca === undefined ? {} : { ca: [...options.ca] }),
        ...(options.identity ? { cert: options.identity.certificatePem, key: options.identity.keyPem } : {}),
        ALPNProtocols: options.alpn,
        minVersion: 'TLSv1.2',
      });
      const onClose = (): void => reject(new Error('closed during the handshake'));
      socket.once('error', reject);
      socket.once('close', onClose);
      socket.once('secureConnect', () => {
        socket.on('error', () => undefined);
        socket.off('error', reject);
        socket.off('close', onClose);
        resolve(socket);
      });
    });
  }

  #failFrom(error: unknown): DialResult {
    this.#open?.destroy();
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    const detail = error instanceof Error ? detailOf(error) : String(error);
    return this.#fail({ ...omitUndefined({ code }), detail });
  }

  #fail(facts: Partial<ConnectionFacts>): DialResult {
    const { host, port, proxy } = this.#target;
    const nearest = proxy !== null && (this.#step === 'dns' || this.#step === 'tcp') ? proxy : { host, port };
    const failure = describeConnectionFailure({
      step: this.#step,
      host: nearest.host,
      port: nearest.port,
      ...(proxy === null ? {} : { proxy: proxy.label }),
      ...facts,
    });
    return { ok: false, failure, timings: this.#timings, code: facts.code ?? null };
  }
}

/** Happy Eyeballs reports one error per address; the first one is enough. */
function detailOf(error: Error): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const [first] = error.errors as readonly unknown[];
    return first instanceof Error ? first.message : String(first);
  }
  return error.message;
}

function describeTls(socket: TLSSocket): string {
  const alpn =
    socket.alpnProtocol === false || socket.alpnProtocol === null ? 'no ALPN' : socket.alpnProtocol;
  return `${socket.getProtocol() ?? 'TLS'}, ${socket.getCipher().name}, ${alpn}`;
}
