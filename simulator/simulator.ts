import { join } from 'node:path';
import type { Clock, Randomness, SimulatorAddress, SimulatorPort } from '#core/ports/ports';
import type { AppError } from '#shared/errors';
import type { FaultRule, SimulatorDeviceInbox, SimulatorRequest } from '#shared/simulator/model';
import type { KnownKey, SimulatedEnvironment } from '#shared/simulator/request-facts';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { changedSwitches, DEFAULT_SWITCHES, type SimulatorSwitches } from '#shared/simulator/switches';
import type { ApiContext } from './api.js';
import type { SignedKey } from './authority/certificate.js';
import {
  areCurrent,
  isExpiring,
  openSampleCredentials,
  openSampleIdentity,
  type SampleCredentials,
  type SampleFiles,
  sampleFiles,
  toSampleIdentity,
  toSampleKey,
} from './authority/sample-credentials.js';
import { createChangeFeed } from './change-feed.js';
import { createChannels } from './channels.js';
import { createInbox } from './inbox.js';
import { initialDevices, withApps } from './initial-devices.js';
import { createProviderTokenVerifier } from './provider-token-verifier.js';
import { createRandomIds } from './random-ids.js';
import { createRequestLog } from './request-log.js';
import { openService, type Service } from './service.js';
import { ServiceState } from './service-state.js';
import { createStateStore } from './state-store.js';

export interface SimulatorOptions {
  /** The simulator stores its files in `simulator/` inside it. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  /** 0 or absent for any free port. */
  readonly port?: number;
  readonly managementPort?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  readonly environment?: SimulatedEnvironment;
  /** Bundle IDs of the team, in addition to the sample one. */
  readonly topics?: readonly string[];
  /** True to accept every well-formed token and topic. */
  readonly acceptAny?: boolean;
  readonly switches?: Partial<SimulatorSwitches>;
  readonly rules?: readonly FaultRule[];
  /** False to start with the given devices, rules and switches, and not to store changes. */
  readonly keepsState?: boolean;
  /** True if the files of the sample credentials are needed, so that failing to write them is an error. */
  readonly requiresFiles?: boolean;
  /** Called for damaged files, which were set aside. */
  readonly onProblem?: (problem: AppError) => void;
}

/** The embedded APNs, with what only its command, its control API and tests need. */
export interface Simulator extends SimulatorPort {
  readonly files: SampleFiles;
  /** The known keys and their scopes, the unrestricted sample key first. */
  keys(): Promise<readonly KnownKey[]>;
  /** Adds another key. @param keyPem - The public or private key. */
  trustKey(key: KnownKey, keyPem: string): Promise<void>;
  switches(): SimulatorSwitches;
  inboxOf(token: string): SimulatorDeviceInbox | undefined;
  /** Calls a listener for every answered request. @returns an unsubscribe function. */
  onRequest(listener: (request: SimulatorRequest) => void): () => void;
}

interface Running {
  readonly service: Service;
  readonly credentials: SampleCredentials;
  readonly address: SimulatorAddress;
}

/** Creates the embedded APNs. Nothing is generated, read or opened before its first use. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, random, environment = 'sandbox', topics = [], host = '127.0.0.1' } = options;
  const folder = join(options.dataDir, 'simulator');
  const ownTopics = [...new Set([SAMPLE_TOPIC, ...topics])];
  const onProblem = options.onProblem ?? ((): void => undefined);
  const stateStore =
    options.keepsState === false ? null : createStateStore(join(folder, 'state.json'), onProblem);
  const inbox = createInbox(initialDevices(topics));
  const firstSwitches: SimulatorSwitches = { ...DEFAULT_SWITCHES, ...options.switches };
  const world = new ServiceState({
    clock,
    environment,
    topics: ownTopics,
    acceptAny: options.acceptAny ?? false,
    switches: firstSwitches,
    inbox,
    // If the state cannot be written, channels only last as long as the simulator.
    channels: createChannels(() => void saveState().catch(() => undefined)),
  });
  world.setRules(options.rules ?? []);
  const feed = createChangeFeed();
  const tokens = createProviderTokenVerifier();
  const log = createRequestLog();
  const context: ApiContext = {
    clock,
    ids: createRandomIds(random),
    world,
    tokens,
    log,
    changed: () => feed.mark(),
  };
  const { requiresFiles = false } = options;
  const samplePorts = { clock, random, onProblem, requiresFiles };
  let opening: Promise<SampleCredentials> | null = null;
  let identity: { readonly of: SampleCredentials; readonly signed: SignedKey } | null = null;
  let launching: Promise<Running> | null = null;
  let running: Running | null = null;
  let lastPorts = { port: options.port ?? 0, managementPort: options.managementPort ?? 0 };

  /** Opens the sample identity once, and again when it is about to expire. */
  async function openIdentity(): Promise<SignedKey> {
    const credentials = await open();
    if (identity?.of === credentials && !isExpiring(identity.signed, clock.now())) return identity.signed;
    const signed = await openSampleIdentity(folder, credentials, samplePorts);
    identity = { of: credentials, signed };
    return signed;
  }

  /** Opens the credentials once, and again after a failure or when they are no longer current. */
  async function open(): Promise<SampleCredentials> {
    opening ??= load().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    const used = opening;
    const credentials = await used;
    if (areCurrent(credentials, clock.now())) return credentials;
    if (opening === used) opening = openCredentials();
    return opening;
  }

  async function openCredentials(): Promise<SampleCredentials> {
    const credentials = await openSampleCredentials(folder, samplePorts);
    for (const key of credentials.keys) tokens.addKey(key, key.keyPem);
    return credentials;
  }

  async function load(): Promise<SampleCredentials> {
    const credentials = await openCredentials();
    const kept = await stateStore?.load();
    if (kept) {
      setDevices(kept.devices);
      world.setRules(kept.rules);
      world.switches = { ...world.switches, ...kept.switches };
      world.channels.replaceAll(kept.channels);
    }
    return credentials;
  }

  function setDevices(devices: Parameters<typeof createInbox>[0]): void {
    for (const { token } of inbox.devices()) inbox.remove(token);
    for (const device of devices) inbox.save(device, clock.now());
  }

  async function saveState(): Promise<void> {
    feed.mark();
    await stateStore?.save({
      devices: inbox.savedDevices(),
      rules: world.rules,
      switches: changedSwitches(firstSwitches, world.switches),
      channels: world.channels.all(),
    });
  }

  async function launch(): Promise<Running> {
    const credentials = await open();
    const { authority, server } = credentials;
    world.shuttingDown = false;
    const service = await openService({ host, ...lastPorts, server }, context);
    // Keep the address across restarts, for clients that stored it.
    lastPorts = { port: service.port, managementPort: service.managementPort };
    const named = addressToUse(host);
    running = {
      service,
      credentials,
      address: {
        url: `https://${named}:${service.port}`,
        managementUrl: `https://${named}:${service.managementPort}`,
        caPem: authority.certificatePem,
      },
    };
    feed.mark();
    return running;
  }

  const simulator: Simulator = {
    files: sampleFiles(folder),
    async start() {
      // The running service uses a certificate that is no longer, or not yet, valid.
      if (running !== null && running.credentials !== (await open())) await simulator.stop();
      launching ??= launch().catch((error: unknown) => {
        launching = null;
        throw error;
      });
      return (await launching).address;
    },
    async stop() {
      const stopping = launching;
      if (stopping === null) return;
      const { service } = await stopping;
      if (launching !== stopping) return;
      launching = null;
      running = null;
      world.shuttingDown = true;
      feed.mark();
      await service.close();
    },
    sampleKey: async () => toSampleKey(folder, await open()),
    sampleIdentity: async () => toSampleIdentity(folder, await openIdentity()),
    async keys() {
      await open();
      return tokens.keys();
    },
    async trustKey(key, keyPem) {
      await open();
      tokens.addKey(key, keyPem);
    },
    async acceptCredential(credential) {
      await open();
      if (credential.kind === 'apns-key') {
        const { keyId, teamId, publicKeyPem } = credential;
        if (tokens.keys().some((key) => key.keyId === keyId)) return;
        const known = {
          keyId,
          teamId,
          environment: 'both',
          topics: null,
          relatedKeyId: null,
          anyApp: true,
        } as const;
        tokens.addKey(known, publicKeyPem);
        return;
      }
      const newBundleIds = credential.bundleIds.filter((bundleId) => !world.topics.has(bundleId));
      if (newBundleIds.length === 0) return;
      for (const bundleId of newBundleIds) world.topics.add(bundleId);
      for (const device of inbox.savedDevices()) inbox.save(withApps(device, newBundleIds), clock.now());
      feed.mark();
    },
    switches: () => world.switches,
    inboxOf: (token) => inbox.one(token),
    onRequest: (listener) => log.listen(listener),
    state: () => ({
      running: running !== null,
      url: running?.address.url ?? null,
      managementUrl: running?.address.managementUrl ?? null,
      environment,
      topics: [...world.topics],
      inboxes: inbox.list(),
      rules: world.rules,
      switches: world.switches,
      requests: log.list(),
    }),
    async *watch(signal) {
      await open();
      const changes = feed.watch(signal)[Symbol.asyncIterator]();
      while ((await changes.next()).done !== true) yield simulator.state();
    },
    async saveDevice(device) {
      await open();
      inbox.save(device, clock.now());
      await saveState();
    },
    async removeDevice(token) {
      await open();
      inbox.remove(token);
      await saveState();
    },
    async setRules(rules) {
      await open();
      world.setRules(rules);
      await saveState();
    },
    async setSwitches(change) {
      await open();
      world.switches = { ...world.switches, ...change };
      await saveState();
    },
    async reset(scope) {
      await open();
      inbox.clear();
      log.clear();
      world.faultCounts.clear();
      if (scope === 'inbox') {
        feed.mark();
        return;
      }
      setDevices(initialDevices(topics));
      world.setRules(options.rules ?? []);
      world.switches = firstSwitches;
      world.channels.replaceAll([]);
      await saveState();
    },
  };
  return simulator;
}

/** The address for clients on this machine. “All addresses” cannot be connected to, nor be in a certificate. */
function addressToUse(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
