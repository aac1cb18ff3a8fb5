import type { Services } from '#core/services';
import { createProxyAddress } from '#core/settings/proxy-address';
import type { Delivery, Push } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { DEFAULT_SETTINGS, type Settings } from '#shared/settings';
import type { SimulatorState } from '#shared/simulator/model';
import { DEFAULT_SWITCHES } from '#shared/simulator/switches';

/** A delivery that APNs accepted, for tests that need one. */
export function acceptedDelivery(push: Push, id = 'delivery-1'): Delivery {
  return {
    id,
    atMs: 1_700_000_000_000,
    push,
    credentialName: 'Sample key',
    batchId: null,
    presetName: null,
    request: { origin: 'https://127.0.0.1:1', method: 'POST', path: '/3/device/00', headers: [] },
    outcome: 'accepted',
    status: 200,
    reason: null,
    timestampMs: null,
    apnsId: 'E3B0C442-98FC-1C14-9AFB-F4C8996FB924',
    apnsUniqueId: null,
    responseHeaders: [],
    responseBody: '',
    failure: null,
    explanation: null,
    attempts: [],
    timings: {
      queueMs: 0,
      dnsMs: null,
      tcpMs: 1,
      proxyMs: null,
      tlsMs: 2,
      http2Ms: 1,
      responseMs: 3,
      totalMs: 7,
    },
    connectionId: 'connection-1',
  };
}

const EMPTY_SIMULATOR: SimulatorState = {
  running: true,
  url: 'https://127.0.0.1:1',
  managementUrl: null,
  environment: 'sandbox',
  topics: [],
  inboxes: [],
  rules: [],
  switches: DEFAULT_SWITCHES,
  requests: [],
};

/**
 * Services that answer from memory, for tests of what carries and translates calls, not of what they do.
 *
 * @param overrides - Replaces single services.
 */
export function fakeServices(overrides: Partial<Services> = {}): Services {
  let settings: Settings = DEFAULT_SETTINGS;
  const drafts = new Map<string, string>();
  let proxyPassword: string | null = null;
  const refuse = async (): Promise<never> => {
    throw new AppError(
      'credential-not-found',
      { en: 'No credential is called "gone".', zh: '没有名为 “gone” 的凭证。' },
      { en: 'Choose one from the list.', zh: '请从列表中选择。' },
    );
  };
  const services: Pick<
    Services,
    | 'version'
    | 'dataDir'
    | 'host'
    | 'credentials'
    | 'sender'
    | 'history'
    | 'settings'
    | 'drafts'
    | 'simulator'
    | 'proxyAddress'
    | 'problems'
    | 'close'
  > = {
    version: '1.2.3',
    dataDir: '/data',
    host: { kind: 'browser' },
    credentials: {
      list: async () => [],
      listStored: async () => [],
      inspect: refuse,
      add: async ({ files }) =>
        files.map((file) => ({
          fileName: `${file.name}:${Buffer.from(file.bytes).toString('hex')}`,
          inspection: null,
          credentialId: null,
          error: null,
        })),
      rename: refuse,
      remove: async () => {
        throw new Error('a fault with a secret path /home/ada/.ssh');
      },
      restore: refuse,
      use: refuse,
      protection: async () => 'key-file',
      find: refuse,
      loadTemporary: refuse,
      createRequest: refuse,
      pair: refuse,
      convert: refuse,
      setDefaults: refuse,
      vault: async () => ({ protection: 'key-file', locked: false, damagedEntries: 0 }),
      unlock: refuse,
      lock: async () => undefined,
      protect: refuse,
      password: async () => null,
      storePassword: async () => undefined,
    },
    sender: {
      send: async (push, options) => {
        if (push.payload === 'hang') await aborted(options?.signal);
        return acceptedDelivery(push);
      },
      reconnect: async () => ({ kind: 'renewed' }),
      close: async () => undefined,
    },
    history: {
      place: 'file',
      add: () => undefined,
      get: () => null,
      aboutToken: (token) => ({ token, answers: [], goneAtMs: null, pushesInLastMinute: 0 }),
      batchReport: async () => null,
      flush: () => undefined,
      settleLost: () => undefined,
      page: () => ({ deliveries: [], next: null }),
      async *watch(signal: AbortSignal) {
        for (let index = 0; !signal.aborted; index++) {
          yield acceptedDelivery(SAMPLE_PUSH, `delivery-${index}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      },
      clear: () => undefined,
      close: () => undefined,
    },
    settings: {
      get: () => settings,
      update: async (change) => (settings = { ...settings, ...change }),
    },
    proxyAddress: createProxyAddress({
      password: async () => proxyPassword,
      storePassword: async (_name, password) => {
        proxyPassword = password;
      },
    }),
    drafts: {
      load: async (tab) => drafts.get(tab) ?? null,
      save: async (tab, text) => void drafts.set(tab, text),
      async *hold() {
        yield 'held' as const;
      },
      close: async () => undefined,
    },
    simulator: {
      start: async () => ({ url: 'https://127.0.0.1:1', managementUrl: 'https://127.0.0.1:2', caPem: '' }),
      stop: async () => undefined,
      acceptCredential: async () => undefined,
      sampleKey: refuse,
      sampleIdentity: refuse,
      state: () => EMPTY_SIMULATOR,
      async *watch() {
        yield EMPTY_SIMULATOR;
      },
      saveDevice: async () => undefined,
      removeDevice: async () => undefined,
      setRules: async () => undefined,
      setSwitches: async () => undefined,
      reset: async () => undefined,
    },
    problems: () => [],
    close: async () => undefined,
  };
  return { ...(services as Services), ...overrides };
}

/** A push to the sample device of the simulator. */
export const SAMPLE_PUSH: Push = {
  environment: { kind: 'simulator' },
  credentialId: 'sample-key',
  target: { kind: 'device', token: '00' },
  headers: { topic: 'com.example.pushdeck', pushType: 'alert' },
  payload: '{"aps":{"alert":"Hello"}}',
};

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
