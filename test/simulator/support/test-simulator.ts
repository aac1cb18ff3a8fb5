import { sign } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SampleIdentity, SampleKeyFile, SimulatorAddress } from '#core/ports/ports';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { buildSigningInput } from '#shared/apns/provider-token';
import { SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { openSampleCredentials, openSampleIdentity } from '#simulator/authority/sample-credentials';
import { createSimulator, type Simulator, type SimulatorOptions } from '#simulator/simulator';
import { type Client, type ClientOptions, connectClient } from './http2-client.js';

/** RSA keys take long to make, so every test starts from the same ones. */
const CREDENTIALS = resolve(import.meta.dirname, '../../../node_modules/.cache/pushdeck-simulator-tests');

export interface TestSimulator {
  readonly simulator: Simulator;
  readonly address: SimulatorAddress;
  readonly samples: { readonly apnsKey: SampleKeyFile; readonly identity: SampleIdentity };
  readonly dataDir: string;
  /** Moves the simulator's clock. Unit: milliseconds. */
  advance(ms: number): void;
  now(): number;
  connect(options?: Partial<ClientOptions>): Promise<Client>;
  connectManagement(options?: Partial<ClientOptions>): Promise<Client>;
  /** The sample identity, for `connect`. */
  readonly identity: Pick<ClientOptions, 'cert' | 'key'>;
  /** A provider token of the sample key, or as described. */
  providerToken(change?: ProviderTokenChange): string;
  close(): Promise<void>;
}

export interface ProviderTokenChange {
  readonly keyId?: string;
  readonly teamId?: string;
  readonly keyPem?: string;
  /** Seconds before (or, negative, after) the simulator's now. */
  readonly ageS?: number;
  readonly encoding?: 'ieee-p1363' | 'der';
}

/** A data folder whose simulator finds its credentials made. */
export async function makeDataDir(): Promise<string> {
  const ports = { clock: systemClock, random: systemRandomness };
  await openSampleIdentity(CREDENTIALS, await openSampleCredentials(CREDENTIALS, ports), ports);
  const dataDir = await mkdtemp(join(tmpdir(), 'pushdeck-simulator-'));
  await mkdir(join(dataDir, 'simulator'));
  await cp(join(CREDENTIALS, 'credentials.json'), join(dataDir, 'simulator', 'credentials.json'));
  return dataDir;
}

export async function openTestSimulator(options: Partial<SimulatorOptions> = {}): Promise<TestSimulator> {
  const dataDir = options.dataDir ?? (await makeDataDir());
  let offsetMs = 0;
  const clock = { ...systemClock, now: () => Date.now() + offsetMs };
  const simulator = createSimulator({ clock, random: systemRandomness, ...options, dataDir });
  const address = await simulator.start();
  const samples = { apnsKey: await simulator.sampleKey(), identity: await simulator.sampleIdentity() };
  const clients: Client[] = [];
  const connect = async (url: string, change: Partial<ClientOptions>) => {
    const client = await connectClient({ url, ca: address.caPem, ...change });
    clients.push(client);
    return client;
  };
  return {
    simulator,
    address,
    samples,
    dataDir,
    advance: (ms) => {
      offsetMs += ms;
    },
    now: clock.now,
    connect: (change = {}) => connect(address.url, change),
    connectManagement: (change = {}) => connect(address.managementUrl, change),
    identity: { cert: samples.identity.certificatePem, key: samples.identity.keyPem },
    providerToken: ({
      ageS = 0,
      encoding = 'ieee-p1363',
      keyPem = samples.apnsKey.keyPem,
      ...ids
    }: ProviderTokenChange = {}) => {
      const identity = { keyId: samples.apnsKey.keyId, teamId: samples.apnsKey.teamId, ...ids };
      return signToken(buildSigningInput(identity, clock.now() / 1000 - ageS), keyPem, encoding);
    },
    async close() {
      for (const client of clients) client.destroy();
      await simulator.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export function signToken(
  input: string,
  keyPem: string,
  dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363',
): string {
  const signature = sign('sha256', Buffer.from(input), { key: keyPem, dsaEncoding });
  return `${input}.${signature.toString('base64url')}`;
}

export const HELLO = '{"aps":{"alert":"Hello"}}';

/** The headers of a push that is accepted. */
export function goodHeaders(providerToken: string): Record<string, string> {
  return {
    ':method': 'POST',
    ':path': `/3/device/${SAMPLE_TOKEN}`,
    authorization: `bearer ${providerToken}`,
    'apns-topic': SAMPLE_TOPIC,
    'apns-push-type': 'alert',
  };
}

/** The headers but one. */
export function without(name: string, headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
}
