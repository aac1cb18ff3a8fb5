import type { Environment, HeaderField } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { Settings } from '#shared/settings';
import { isSampleTeam, sampleCredentialRefused, takesSamples } from '#shared/simulator/sample-guard';
import type { CredentialService } from '../credentials/credential-service.js';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { Clock, Randomness, SimulatorPort } from '../ports/ports.js';
import { ConnectionPool } from './connection-pool.js';
import { type DepartureHooks, Exchange, type ExchangeResult } from './exchange.js';
import type { WireHeaders } from './http2-session.js';
import type { Route } from './pending-request.js';
import { ProviderTokenCache } from './provider-token-cache.js';
import { openProviderTokenStore } from './provider-token-store.js';
import { toPublicCredential } from './public-credential.js';
import { type ApnsService, findRoute } from './route.js';
import { knownSampleTokens, type SimulatedTokenLookup } from './simulated-tokens.js';

/** What the engine needs from its host. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly random: Randomness;
  readonly credentials: Pick<CredentialService, 'use'>;
  readonly simulator: Pick<SimulatorPort, 'start' | 'acceptCredential'>;
  readonly settings: () => Settings;
  readonly dataDir: string;
  /** Adds the stored password to the proxy URL of the settings; absent, the URL is used as it is. */
  readonly completeProxyUrl?: (stored: string | null) => Promise<string | null>;
  /** The process environment, read for the usual proxy variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Looks up the tokens that must stay on this machine; absent, those of a fresh simulator. */
  readonly simulatedTokens?: SimulatedTokenLookup;
  /** Reports problems other than failed pushes: a ledger that cannot be written, a damaged file. */
  readonly onProblem?: (problem: AppError) => void;
}

/** Overrides the settings for some requests. Absent fields keep the setting. */
export interface SendPolicy {
  /** Retries in addition to those that are always made. */
  readonly retries?: number;
  /** Unit: milliseconds. */
  readonly requestTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** `http://user:password@host:port`, `direct` for none. */
  readonly proxyUrl?: string;
  /** An additional certificate authority to trust, PEM. */
  readonly caPem?: string;
  /** Allows the simulator's sample credentials and tokens to be sent to Apple, to see how it answers. */
  readonly allowSamples?: boolean;
}

/** What requests are sent with: a connection pool, a credential and the limits that apply. */
export interface SendContext {
  readonly pool: ConnectionPool;
  readonly material: CredentialMaterial | null;
  readonly origin: string;
  readonly retries: number;
  /** False where the caller handles lost connections itself. */
  readonly retryConnections: boolean;
  readonly timeoutMs: number;
}

/** One HTTP request, before its headers are in wire form. */
export interface EngineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly HeaderField[];
  readonly body: Buffer;
}

/** Owns the connection pools and provider tokens of a process. Everything that sends goes through one engine. */
export class ApnsEngine {
  readonly ports: EnginePorts;
  readonly tokens: ProviderTokenCache;
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #closing = new AbortController();

  constructor(ports: EnginePorts) {
    this.ports = ports;
    const { clock, dataDir, onProblem } = ports;
    this.tokens = new ProviderTokenCache(clock, openProviderTokenStore(dataDir, ports, onProblem));
  }

  /**
   * Prepares to send to an environment with a credential. Opens no connection yet.
   *
   * @throws AppError `credential-not-found`, `bad-url`, `simulator-only`, … and `cancelled` once the engine is
   *   closed.
   */
  async prepare(
    environment: Environment,
    credentialId: string | null,
    policy: SendPolicy = {},
    service: ApnsService = 'push',
  ): Promise<SendContext> {
    const { credentials } = this.ports;
    const material = credentialId === null ? null : await credentials.use(credentialId);
    return this.prepareWith(environment, material, policy, service);
  }

  /** Like {@link prepare}, with a credential that is already loaded. */
  async prepareWith(
    environment: Environment,
    material: CredentialMaterial | null,
    policy: SendPolicy = {},
    service: ApnsService = 'push',
  ): Promise<SendContext> {
    if (material !== null && policy.allowSamples !== true) refuseSample(material, environment);
    if (environment.kind === 'simulator' && material !== null) {
      await this.ports.simulator.acceptCredential(toPublicCredential(material));
    }
    const settings = this.ports.settings();
    const route = await findRoute(environment, material, service, this.ports.simulator, {
      proxyUrl: policy.proxyUrl ?? (await this.#proxyUrlOf(settings)),
      env: this.ports.env,
      ...omitUndefined({ caPem: policy.caPem }),
    });
    if (this.#closing.signal.aborted) throw closedError();
    const pool = this.#poolFor(route);
    pool.connectTimeoutMs = policy.connectTimeoutMs ?? settings.connectTimeoutS * 1000;
    return {
      pool,
      material,
      origin: route.origin,
      retries: policy.retries ?? 0,
      retryConnections: true,
      timeoutMs: policy.requestTimeoutMs ?? settings.requestTimeoutS * 1000,
    };
  }

  /** The tokens of simulated devices, which must not be sent to this environment. */
  simulatedTokens(environment: Environment, policy: SendPolicy = {}): Promise<ReadonlySet<string>> {
    if (policy.allowSamples === true) return Promise.resolve(new Set());
    return (this.ports.simulatedTokens ?? knownSampleTokens)(environment);
  }

  async #proxyUrlOf(settings: Settings): Promise<string | null> {
    return this.ports.completeProxyUrl?.(settings.proxyUrl) ?? settings.proxyUrl;
  }

  /** Starts a request; `settle` is called exactly once. */
  exchange(
    context: SendContext,
    request: { readonly headers: WireHeaders; readonly body: Buffer },
    settle: (result: ExchangeResult) => void,
    departure?: DepartureHooks,
  ): Exchange {
    const exchange = new Exchange(
      {
        pool: context.pool,
        headers: request.headers,
        body: request.body,
        key: context.material?.kind === 'apns-key' ? context.material : null,
        retries: context.retries,
        retryConnections: context.retryConnections,
        timeoutMs: context.timeoutMs,
        ...(departure !== undefined && { departure }),
      },
      { clock: this.ports.clock, tokens: this.tokens, jitter: () => this.jitter() },
      settle,
    );
    exchange.start();
    return exchange;
  }

  /** 0…1. */
  jitter(): number {
    return this.ports.random.bytes(1).readUInt8() / 255;
  }

  /** Aborted when the engine closes, before its connections do. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  close(): void {
    this.#closing.abort();
    const failure = { ...closedError().toMessage(), step: 'request' as const };
    for (const pool of this.#pools.values()) pool.close(failure);
    this.#pools.clear();
  }

  #poolFor(route: Route): ConnectionPool {
    const known = this.#pools.get(route.key);
    if (known !== undefined) return known;
    const { clock, random } = this.ports;
    const pool = new ConnectionPool(route, { clock, random });
    this.#pools.set(route.key, pool);
    return pool;
  }
}

function refuseSample(material: CredentialMaterial, environment: Environment): void {
  const teamId = material.kind === 'apns-key' ? material.teamId : material.facts.teamId;
  if (isSampleTeam(teamId) && !takesSamples(environment)) {
    throw sampleCredentialRefused(material.name, environment);
  }
}

/** The headers of a request in wire form; a name that occurs twice becomes a list. */
export function toWireHeaders(request: Omit<EngineRequest, 'body'>): WireHeaders {
  const wire: WireHeaders = { ':method': request.method, ':path': request.path };
  for (const { name, value } of request.headers) {
    const bytes = toHeaderBytes(value);
    const before = wire[name];
    wire[name] = before === undefined ? bytes : [...(typeof before === 'string' ? [before] : before), bytes];
  }
  return wire;
}

/** A session writes one byte per character, so a value that is not ASCII is turned into its UTF-8 bytes first. */
function toHeaderBytes(value: string): string {
  for (let index = 0; index < value.length; index += 1) {
    if (value.charCodeAt(index) > 0x7f) return Buffer.from(value, 'utf8').toString('latin1');
  }
  return value;
}

function closedError(): AppError {
  return new AppError(
    'cancelled',
    { en: 'Pushdeck is closing; the push was not finished.', zh: 'Pushdeck 正在关闭，推送未完成。' },
    { en: 'Send it again after the next start.', zh: '请在下次启动后重新发送。' },
  );
}
