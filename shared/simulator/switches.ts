/**
 * Behaviours of the real service that are seen at times, or that nobody outside Apple can settle. Each is a
 * choice here, so that a client can be tried against both.
 */
export interface SimulatorSwitches {
  /** Streams a provider-token connection may open before its first accepted token. Apple: 1. */
  readonly streamsBeforeFirstToken: number;
  /** After `ExpiredProviderToken`, answer everything on that connection with it. Seen on the real service. */
  readonly wedgeAfterExpiredToken: boolean;
  /** After a 4xx other than 410 allow one stream, until the next accepted push. Seen on the real service. */
  readonly throttleAfterErrors: boolean;
  /** Close the connection with GOAWAY after so many 4xx answers (410 not counted); `null`: never. */
  readonly errorBudget: number | null;
  /** Where renewing a provider token within 20 minutes is noticed: on one connection, for a key, or nowhere. */
  readonly providerTokenUpdates: 'connection' | 'key' | 'off';
  /** How the reason for a key of the other environment is spelled: as on the wire or as in the documentation. */
  readonly environmentKeyReason: 'BadEnvironmentKeyInToken' | 'BadEnvironmentKeyIdInToken';
  /** What `background` with priority 10 earns; Apple calls it an error and does not say which. */
  readonly backgroundPriority10: 'accept' | 'reject';
  /** Pushes to one token within `perMs` milliseconds before `TooManyRequests`; `null`: no limit. */
  readonly deviceRate: { readonly pushes: number; readonly perMs: number } | null;
  /** A request whose body does not arrive for so long is answered `IdleTimeout`. Unit: milliseconds. */
  readonly requestIdleMs: number;
  /** A connection without any request for so long is closed with GOAWAY `IdleTimeout`; `null`: never. */
  readonly connectionIdleMs: number | null;
  /** Topics whose broadcast capability is off: `FeatureNotEnabled`. */
  readonly broadcastDisabled: readonly string[];
  /** Broadcast channels one app may have. Apple: 10,000. */
  readonly channelLimit: number;
}

export const DEFAULT_SWITCHES: SimulatorSwitches = {
  streamsBeforeFirstToken: 1,
  wedgeAfterExpiredToken: false,
  throttleAfterErrors: false,
  errorBudget: null,
  providerTokenUpdates: 'connection',
  environmentKeyReason: 'BadEnvironmentKeyInToken',
  backgroundPriority10: 'accept',
  deviceRate: null,
  requestIdleMs: 60_000,
  connectionIdleMs: null,
  broadcastDisabled: [],
  channelLimit: 10_000,
};

/** The switches that stand otherwise than before. */
export function changedSwitches(
  before: SimulatorSwitches,
  now: SimulatorSwitches,
): Partial<SimulatorSwitches> {
  const names = Object.keys(now) as (keyof SimulatorSwitches)[];
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]))
      .map((name) => [name, now[name]]),
  );
}
