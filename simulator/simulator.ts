import { join } from 'node:path';
import { constants } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import type { Clock, Randomness, SimulatorAddress, SimulatorPort } from '#core/ports';
import type { FaultRule, SimulatedDevice, SimulatorRequest, SimulatorState } from '#shared/simulator/model';
import type { KnownKey, SimulatedEnvironment } from '#shared/simulator/request-facts';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { SimulatorSwitches } from '#shared/simulator/switches';
import type { Api, ApiContext } from './api.js';
import {
  openSampleCredentials,
  sampleFiles,
  toSamples,
  type SampleCredentials,
  type SampleFiles,
} from './authority/sample-credentials.js';
import { createChangeFeed } from './change-feed.js';
import { createChannels } from './channels.js';
import type { Connection } from './connection.js';
import { deviceApi } from './device-api.js';
import { Exchange } from './exchange.js';
import { createInbox, type Inbox } from './inbox.js';
import { openListener, type Listener } from './listener.js';
import { createProviderTokenVerifier } from './provider-tokens.js';
import { createRandomIds } from './random-ids.js';
import { createRequestLog } from './request-log.js';
import { createRequestReader } from './request-reader.js';
import { LiveWorld } from './world.js';

export interface SimulatorOptions {
  /** The simulator keeps its things in `simulator/` inside it. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly managementPort?: number;
  /** Absent: 127.0.0.1. */
  readonly host?: string;
  readonly environment?: SimulatedEnvironment;
  /** Bundle IDs of the team, beside the sample one. */
  readonly topics?: readonly string[];
  /** Every well-formed token and topic is accepted. */
  readonly acceptAny?: boolean;
  readonly switches?: Partial<SimulatorSwitches>;
  readonly rules?: readonly FaultRule[];
}

/** The embedded APNs with what only its own command and tests need. */
export interface Simulator extends SimulatorPort {
  readonly inbox: Inbox;
  readonly files: SampleFiles;
  /** The sample keys and their scopes, the unrestricted one first. */
  keys(): Promise<readonly KnownKey[]>;
  /** Adds a key of somebody else's; its public or private half as PEM. */
  trustKey(key: KnownKey, keyPem: string): Promise<void>;
  switches(): SimulatorSwitches;
  setSwitches(change: Partial<SimulatorSwitches>): void;
  /** Every request as it is answered. @returns What ends it. */
  onRequest(listener: (request: SimulatorRequest) => void): () => void;
}

interface Running {
  readonly address: SimulatorAddress;
  readonly listeners: readonly Listener[];
  readonly close: () => void;
}

/** For answers under way when the simulator stops. Unit: milliseconds. */
const STOP_GRACE_MS = 100;

/** The embedded APNs: nothing is made or opened before the first `start()` or `samples()`. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, random, environment = 'sandbox', topics = [] } = options;
  const folder = join(options.dataDir, 'simulator');
  const ownTopics = [...new Set([SAMPLE_TOPIC, ...topics])];
  const inbox = createInbox(initialDevices(topics));
  const world = new LiveWorld({
    clock,
    environment,
    topics: ownTopics,
    acceptAny: options.acceptAny ?? false,
    switches: options.switches ?? {},
    inbox,
    channels: createChannels(),
  });
  world.rules = options.rules ?? [];
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
  let credentials: Promise<SampleCredentials> | null = null;
  let running: Promise<Running> | null = null;
  let lastPorts: readonly [number, number] | null = null;

  function openCredentials(): Promise<SampleCredentials> {
    credentials ??= openSampleCredentials(folder, { clock, random }).then(
      (opened) => {
        for (const key of opened.keys) tokens.addKey(key, key.keyPem);
        return opened;
      },
      (error: unknown) => {
        credentials = null;
        throw error;
      },
    );
    return credentials;
  }

  async function launch(): Promise<Running> {
    const { authority, server } = await openCredentials();
    world.shuttingDown = false;
    const reader = createRequestReader(
      () => clock.elapsed(),
      () => world.switches.requestIdleMs,
      (arrived) => {
        if (arrived.connection.answers(arrived.stream.id)) new Exchange(arrived, deviceApi, context).run();
      },
    );
    const listen = (port: number, api: Api) => {
      void api;
      return openListener({
        host: options.host ?? '127.0.0.1',
        port,
        server,
        initialStreams: () => world.switches.streamsBeforeFirstToken,
        now: () => clock.now(),
        onConnection: (connection) => greet(connection, environment),
        onStream: (connection, stream, rawHeaders, hasBody) => {
          if (admitStream(connection, stream)) reader.read(connection, stream, rawHeaders, hasBody);
        },
      });
    };
    const device = await listen(options.port ?? lastPorts?.[0] ?? 0, deviceApi);
    const management = await listen(options.managementPort ?? lastPorts?.[1] ?? 0, deviceApi);
    lastPorts = [device.port, management.port];
    feed.mark();
    const host = options.host ?? '127.0.0.1';
    return {
      address: {
        url: `https://${host}:${device.port}`,
        managementUrl: `https://${host}:${management.port}`,
        caPem: authority.certificatePem,
      },
      listeners: [device, management],
      close: () => reader.close(),
    };
  }

  let address: SimulatorAddress | null = null;

  function state(): SimulatorState {
    return {
      running: address !== null,
      url: address?.url ?? null,
      managementUrl: address?.managementUrl ?? null,
      environment,
      topics: ownTopics,
      inboxes: inbox.list(),
      rules: world.rules,
      requests: log.list(),
    };
  }

  return {
    inbox,
    files: sampleFiles(folder),
    async start() {
      running ??= launch();
      try {
        ({ address } = await running);
        return address;
      } catch (error) {
        running = null;
        throw error;
      }
    },
    async stop() {
      const stopping = running;
      if (stopping === null) return;
      running = null;
      const { listeners, close } = await stopping;
      world.shuttingDown = true;
      address = null;
      await Promise.all(listeners.map(endListener));
      close();
      feed.mark();
    },
    samples: async () => toSamples(folder, await openCredentials()),
    async keys() {
      await openCredentials();
      return tokens.keys();
    },
    async trustKey(key, keyPem) {
      await openCredentials();
      tokens.addKey(key, keyPem);
    },
    switches: () => world.switches,
    setSwitches(change) {
      world.switches = { ...world.switches, ...change };
      feed.mark();
    },
    onRequest: (listener) => log.listen(listener),
    state,
    async *watch(signal) {
      for await (const _ of feed.watch(signal)) yield state();
    },
    async saveDevice(device) {
      inbox.save(device, clock.now());
      feed.mark();
    },
    async removeDevice(token) {
      inbox.remove(token);
      feed.mark();
    },
    async setRules(rules) {
      world.rules = rules;
      world.faultCounts.clear();
      feed.mark();
    },
    async reset(scope) {
      inbox.clear();
      log.clear();
      world.faultCounts.clear();
      if (scope === 'everything') {
        for (const { token } of inbox.devices()) inbox.remove(token);
        for (const device of initialDevices(topics)) inbox.save(device, clock.now());
        world.rules = options.rules ?? [];
      }
      feed.mark();
    },
  };
}

/** The sample iPhone has the user's own apps installed too. */
function initialDevices(topics: readonly string[]): readonly SimulatedDevice[] {
  return SAMPLE_DEVICES.map((device) => ({
    ...device,
    topics: device.topics.flatMap((topic) => [
      topic,
      ...topics.map((own) => own + topic.slice(SAMPLE_TOPIC.length)),
    ]),
  }));
}

/** A certificate of the other environment ends the connection before any answer. */
function greet(connection: Connection, environment: SimulatedEnvironment): void {
  const { certificate, session } = connection;
  if (certificate?.isPushCertificate !== true || certificate.environments.includes(environment)) return;
  session.once('remoteSettings', () =>
    connection.goAway(JSON.stringify({ reason: 'BadCertificateEnvironment' }), 'none', STOP_GRACE_MS),
  );
}

/** Counts the stream and refuses it above the limit. */
function admitStream(connection: Connection, stream: ServerHttp2Stream): boolean {
  connection.highestStreamId = Math.max(connection.highestStreamId, stream.id ?? 0);
  if (connection.hasFullLimit) return true;
  connection.openStreams++;
  stream.once('close', () => connection.openStreams--);
  if (!connection.exceedsLimit) return true;
  stream.on('error', () => undefined);
  stream.close(constants.NGHTTP2_REFUSED_STREAM);
  return false;
}

async function endListener(listener: Listener): Promise<void> {
  const closed = listener.close();
  for (const connection of listener.connections) connection.goAway('', 'last', STOP_GRACE_MS);
  await closed;
}
