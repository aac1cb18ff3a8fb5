import type { CertificateEnvironment } from '../credentials/inspection.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { SimulatedDevice } from './model.js';
import type { RequestHeaders } from './request-headers.js';
import type { SimulatorSwitches } from './switches.js';

export type SimulatedEnvironment = 'sandbox' | 'production';

/** An APNs key that the simulated service knows, with its scope. */
export interface KnownKey {
  readonly keyId: string;
  readonly teamId: string;
  /** `both`: a key from before keys were scoped. */
  readonly environment: SimulatedEnvironment | 'both';
  /** Full topics of a topic-specific key; `null`: all of the team. */
  readonly topics: readonly string[] | null;
  /** A developer's own key: which apps its team has is not known here, so none is refused. */
  readonly anyApp?: boolean;
  /** A key that may be mixed with this one on one connection. */
  readonly relatedKeyId: string | null;
}

/** A provider token as far as it could be read and verified. */
export interface ProviderTokenFacts {
  /** The token itself, to tell one from another. Never leaves the simulator. */
  readonly token: string;
  /** Why it is not valid, whatever the time; `null` when it is. */
  readonly problem: LocalizedText | null;
  readonly key: KnownKey | null;
  /** Unix time in seconds. */
  readonly issuedAtS: number;
  /** A fault rule declared it expired. */
  readonly declaredExpired: boolean;
}

/** What a client certificate allows. */
export interface ClientCertificateFacts {
  readonly commonName: string;
  readonly teamId: string | null;
  /** Whether it has any of Apple's push extensions. */
  readonly isPushCertificate: boolean;
  readonly environments: readonly CertificateEnvironment[];
  readonly topics: readonly string[];
}

/** When a connection (or a key) last took up a provider token. */
export interface TokenUse {
  readonly token: string;
  /** Unix time in milliseconds. */
  readonly sinceMs: number;
}

export interface ConnectionFacts {
  readonly certificate: ClientCertificateFacts | null;
  /** The key of the first accepted push: it binds the connection. */
  readonly firstKey: KnownKey | null;
  readonly wedged: boolean;
  /** The provider token in use, by key ID. */
  readonly tokenUses: ReadonlyMap<string, TokenUse>;
}

/** One request, complete, as the checks see it. */
export interface RequestFacts {
  readonly headers: RequestHeaders;
  /** What the path says after `/3/device/`, in lower case; empty where there is none. */
  readonly deviceToken: string;
  /** The device that the token belongs to in this environment. */
  readonly device: SimulatedDevice | undefined;
  /** From the header, or the only topic of the certificate. */
  readonly topic: string | undefined;
  readonly bodyBytes: number;
  /** The body as text where a check reads it; empty otherwise. */
  readonly body: string;
  /** The body did not arrive in time. */
  readonly timedOut: boolean;
  /** Unix time in milliseconds. */
  readonly nowMs: number;
  /** `null` without an `authorization: bearer …` header. */
  readonly providerToken: ProviderTokenFacts | null;
  readonly connection: ConnectionFacts;
}

/** What the simulated service knows while it judges a request. */
export interface World {
  readonly environment: SimulatedEnvironment;
  /** Every well-formed token and topic is good. */
  readonly acceptAny: boolean;
  /** Bundle IDs of the sample team. */
  readonly topics: ReadonlySet<string>;
  readonly switches: SimulatorSwitches;
  readonly shuttingDown: boolean;
  /** The last token taken up for this key, on this connection or anywhere, as the switch says. */
  lastTokenUse(request: RequestFacts, key: KnownKey): TokenUse | undefined;
  /** Pushes to the token in the last `deviceRate.perMs`, without this one. */
  recentPushes(token: string): number;
  /** Broadcast channels of an app. */
  findChannel(bundleId: string, channelId: string): { readonly storagePolicy: 0 | 1 } | undefined;
  countChannels(bundleId: string): number;
}
