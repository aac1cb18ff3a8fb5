import type { Clock } from '#core/ports/ports';
import type { FaultCounts } from '#shared/simulator/faults';
import type { FaultRule } from '#shared/simulator/model';
import type {
  KnownKey,
  RequestFacts,
  SimulatedEnvironment,
  TokenUse,
  World,
} from '#shared/simulator/request-facts';
import type { SimulatorSwitches } from '#shared/simulator/switches';
import type { Channels } from './channels.js';
import type { ClientConnection } from './client-connection.js';
import type { Inbox } from './inbox.js';

export interface ServiceStateOptions {
  readonly clock: Clock;
  readonly environment: SimulatedEnvironment;
  readonly topics: readonly string[];
  readonly acceptAny: boolean;
  readonly switches: SimulatorSwitches;
  readonly inbox: Inbox;
  readonly channels: Channels;
}

/** Maximum number of tokens whose pushes are counted for the rate limit. */
const RATED_TOKENS = 10_000;

/** The mutable state of the simulated service, which the pure checks read. */
export class ServiceState implements World {
  readonly environment: SimulatedEnvironment;
  readonly acceptAny: boolean;
  /** Bundle IDs of the team, including the apps of the user's own certificates. */
  readonly topics: Set<string>;
  readonly inbox: Inbox;
  readonly channels: Channels;
  readonly faultCounts: FaultCounts = new Map();
  /** Token uses by key, for the switch that counts per key instead of per connection. */
  readonly tokenUses = new Map<string, TokenUse>();
  rules: readonly FaultRule[] = [];
  switches: SimulatorSwitches;
  shuttingDown = false;
  readonly #clock: Clock;
  readonly #pushTimes = new Map<string, number[]>();

  constructor(options: ServiceStateOptions) {
    this.#clock = options.clock;
    this.environment = options.environment;
    this.acceptAny = options.acceptAny;
    this.topics = new Set(options.topics);
    this.inbox = options.inbox;
    this.channels = options.channels;
    this.switches = options.switches;
  }

  findChannel(bundleId: string, channelId: string) {
    return this.channels.find(bundleId, channelId);
  }

  countChannels(bundleId: string): number {
    return this.channels.count(bundleId);
  }

  lastTokenUse({ connection }: RequestFacts, { keyId }: KnownKey): TokenUse | undefined {
    switch (this.switches.providerTokenUpdates) {
      case 'connection':
        return connection.tokenUses.get(keyId);
      case 'key':
        return this.tokenUses.get(keyId);
      case 'off':
        return undefined;
    }
  }

  /** Replaces the rules. A rule with an unchanged condition keeps its count. */
  setRules(rules: readonly FaultRule[]): void {
    const before = new Map(this.rules.map(({ id, when }) => [id, JSON.stringify(when)]));
    for (const { id, when } of rules) {
      if (before.get(id) !== JSON.stringify(when)) this.faultCounts.delete(id);
    }
    for (const id of before.keys()) {
      if (!rules.some((rule) => rule.id === id)) this.faultCounts.delete(id);
    }
    this.rules = rules;
  }

  /** Records that a provider token was accepted. */
  recordTokenUse(connection: ClientConnection, key: KnownKey, token: string, nowMs: number): void {
    if (connection.tokenUses.get(key.keyId)?.token === token) return;
    connection.tokenUses.set(key.keyId, { token, sinceMs: nowMs });
    if (this.tokenUses.get(key.keyId)?.token === token) return;
    this.tokenUses.set(key.keyId, { token, sinceMs: nowMs });
  }

  /** Forgets a token that a rule declared expired, so that it may be replaced at once. */
  forgetToken(connection: ClientConnection, { keyId }: KnownKey): void {
    connection.tokenUses.delete(keyId);
    this.tokenUses.delete(keyId);
  }

  recentPushes(token: string): number {
    return this.#recent(token).length;
  }

  countPush(token: string): void {
    if (this.switches.deviceRate === null) return;
    const times = this.#recent(token);
    if (this.#pushTimes.size >= RATED_TOKENS) this.#pushTimes.clear();
    this.#pushTimes.set(token, [...times, this.#clock.now()].slice(-this.switches.deviceRate.pushes));
  }

  #recent(token: string): number[] {
    const { deviceRate } = this.switches;
    if (deviceRate === null) return [];
    const since = this.#clock.now() - deviceRate.perMs;
    return (this.#pushTimes.get(token) ?? []).filter((time) => time > since);
  }
}
