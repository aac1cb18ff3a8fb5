import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import {
  buildSigningInput,
  MIN_RENEWAL_INTERVAL_S,
  type ProviderTokenRenewal,
} from '#shared/apns/provider-token';
import { AppError } from '#shared/errors';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { Clock } from '../ports/ports.js';
import {
  isSkewChanged,
  isStale,
  isUsable,
  mayRenewOnRequest,
  notableSkew,
  type TokenTimes,
} from './decisions/token-renewal.js';
import type { ProviderTokenStore } from './provider-token-store.js';

type ApnsKey = Extract<CredentialMaterial, { kind: 'apns-key' }>;

interface IssuedToken {
  readonly token: string;
  readonly issuedAtS: number;
}

/**
 * One provider token per key, shared by every connection, batch and process on a data folder, and kept across
 * restarts: APNs answers 429 to a key that signs more than one token in twenty minutes.
 */
export class ProviderTokenCache {
  readonly #clock: Clock;
  readonly #store: ProviderTokenStore;
  readonly #issued = new Map<string, IssuedToken>();
  readonly #pending = new Map<string, Promise<IssuedToken>>();
  /** Server time minus local time, once a server told. Unit: milliseconds. */
  #skewMs = 0;

  constructor(clock: Clock, store: ProviderTokenStore) {
    this.#clock = clock;
    this.#store = store;
  }

  /** Server time minus local time; 0 until a server told. Unit: milliseconds. */
  get skewMs(): number {
    return this.#skewMs;
  }

  /**
   * The value of `authorization` from memory; `null` when there is no usable token, and {@link authorization} must
   * be called.
   */
  cachedAuthorization(key: ApnsKey): string | null {
    const issued = this.#issued.get(idOf(key));
    return issued !== undefined && this.#isUsable(issued) ? `bearer ${issued.token}` : null;
  }

  /**
   * The value of `authorization`. Signs a new token only when no process has a usable one.
   *
   * @throws {@link AppError} `bad-signing-identity`, `unsupported-key`.
   */
  async authorization(key: ApnsKey): Promise<string> {
    const ready = this.cachedAuthorization(key);
    if (ready !== null) return ready;
    const issued = await this.#updateStored(key, (kept) => !this.#isUsable(kept));
    return `bearer ${issued.token}`;
  }

  /**
   * Called after `ExpiredProviderToken`: signs a new token if APNs allows that.
   *
   * @param refused - The `authorization` that was refused. If the stored one differs, another process has renewed
   *   it.
   * @param serverTimeMs - The Date header of the answer, which shows whether the local clock is wrong.
   * @returns whether a retry makes sense.
   */
  async renew(key: ApnsKey, refused: string, serverTimeMs: number | null): Promise<boolean> {
    const skewBefore = this.#skewMs;
    if (serverTimeMs !== null) this.#skewMs = notableSkew(serverTimeMs - this.#clock.now());
    const isClockCorrected = isSkewChanged(skewBefore, this.#skewMs);
    const issued = await this.#updateStored(key, (kept) =>
      isStale(this.#tokenTimes(kept), {
        isStoredToken: `bearer ${kept.token}` === refused,
        isClockCorrected,
      }),
    );
    return `bearer ${issued.token}` !== refused;
  }

  /** Signs a new token on request, unless the current one is too recent for APNs to allow that. */
  async renewOnRequest(key: ApnsKey): Promise<ProviderTokenRenewal> {
    const before = this.#nowS();
    const issued = await this.#updateStored(key, ({ issuedAtS }) =>
      mayRenewOnRequest({ issuedAtS, nowS: before }),
    );
    if (issued.issuedAtS >= before) return { kind: 'renewed' };
    return { kind: 'too-soon', waitS: MIN_RENEWAL_INTERVAL_S - (before - issued.issuedAtS) };
  }

  /** Reuses the stored token unless `stale` says that it must be replaced. Concurrent callers share one update. */
  #updateStored(key: ApnsKey, stale: (kept: IssuedToken) => boolean): Promise<IssuedToken> {
    const id = idOf(key);
    const running = this.#pending.get(id);
    if (running !== undefined) return running;
    const work = this.#store
      .update(id, key.keyPem, (kept) => (kept === null || stale(kept) ? this.#sign(key) : kept))
      .then((issued) => {
        this.#issued.set(id, issued);
        return issued;
      })
      .finally(() => this.#pending.delete(id));
    this.#pending.set(id, work);
    return work;
  }

  #sign(key: ApnsKey): IssuedToken {
    const issuedAtS = this.#nowS();
    const input = buildSigningInput(key, issuedAtS);
    const signature = sign('sha256', Buffer.from(input), {
      key: readKey(key),
      // JWS requires r‖s (RFC 7518 §3.4); Node returns DER by default.
      dsaEncoding: 'ieee-p1363',
    });
    return { token: `${input}.${signature.toString('base64url')}`, issuedAtS };
  }

  #isUsable(issued: IssuedToken): boolean {
    return isUsable(this.#tokenTimes(issued));
  }

  #tokenTimes({ issuedAtS }: IssuedToken): TokenTimes {
    return { issuedAtS, nowS: this.#nowS() };
  }

  #nowS(): number {
    return Math.floor((this.#clock.now() + this.#skewMs) / 1000);
  }
}

/** Cached, since hashing would dominate the cost of a push. */
const ids = new WeakMap<ApnsKey, string>();

function idOf(key: ApnsKey): string {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = createHash('sha256').update(`${key.teamId}\n${key.keyId}\n${key.keyPem}`).digest('hex');
  ids.set(key, id);
  return id;
}

function readKey(key: ApnsKey): KeyObject {
  try {
    const object = createPrivateKey(key.keyPem);
    if (object.asymmetricKeyType === 'ec' && object.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
      return object;
    }
  } catch (error) {
    throw unsupportedKey(key.name, error);
  }
  throw unsupportedKey(key.name, undefined);
}

function unsupportedKey(name: string, cause: unknown): AppError {
  return new AppError(
    'unsupported-key',
    {
      en: `“${name}” cannot sign provider tokens: it is not a P-256 key.`,
      zh: `“${name}”无法签名提供者令牌：它不是 P-256 密钥。`,
    },
    {
      en: 'Use the .p8 file downloaded under Keys in the developer account.',
      zh: '请使用在开发者账号“Keys”页面下载的 .p8 文件。',
    },
    { cause },
  );
}
