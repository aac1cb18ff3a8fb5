import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { EnginePorts } from '#core/apns/apns-engine';
import { ApnsEngine } from '#core/apns/apns-engine';
import type { Sender } from '#core/apns/sender';
import { createSenderOn } from '#core/apns/sender';
import type { CredentialMaterial } from '#core/credentials/material/material';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Delivery, Push } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { DEFAULT_SETTINGS, type Settings } from '#shared/settings';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { createSimulator, type Simulator } from '#simulator/simulator';

/** A sender, its engine and a running simulator, all real, in a folder of their own. */
export interface EngineRig {
  readonly simulator: Simulator;
  readonly engine: ApnsEngine;
  readonly sender: Sender;
  readonly history: Delivery[];
  readonly dataDir: string;
  readonly ports: EnginePorts;
  /** Credentials that `credentialId` may name beside the samples. */
  readonly credentials: Map<string, CredentialMaterial>;
  /** A second engine on the same folder, as another process would have. */
  another(change?: Partial<EnginePorts>): ApnsEngine;
  /** An alert to the sample device; parts can be replaced. */
  push(change?: Partial<Push>): Push;
  close(): Promise<void>;
}

/** Opens a rig and closes it after the tests of the file. */
export async function openEngineRig(change: Partial<EnginePorts> = {}): Promise<EngineRig> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-engine-'));
  const simulator = createSimulator({ dataDir, clock: systemClock, random: systemRandomness });
  const { keyPem, keyId, teamId } = await simulator.sampleKey();
  const credentials = new Map<string, CredentialMaterial>([
    [
      SAMPLE_CREDENTIAL_IDS.apnsKey,
      {
        kind: 'apns-key',
        id: SAMPLE_CREDENTIAL_IDS.apnsKey,
        name: 'Sample key',
        keyPem,
        keyId,
        teamId,
      },
    ],
    [SAMPLE_CREDENTIAL_IDS.identity, sampleIdentity(await simulator.sampleIdentity())],
  ]);
  const ports: EnginePorts = {
    clock: systemClock,
    random: systemRandomness,
    simulator,
    settings: (): Settings => ({ ...DEFAULT_SETTINGS, requestTimeoutS: 5, connectTimeoutS: 5 }),
    dataDir,
    env: {},
    credentials: { use: async (id) => credentials.get(id) ?? refuse(id) },
    ...change,
  };
  const engines: ApnsEngine[] = [];
  const another = (more: Partial<EnginePorts> = {}): ApnsEngine => {
    const engine = new ApnsEngine({ ...ports, ...more });
    engines.push(engine);
    return engine;
  };
  const engine = another();
  const history: Delivery[] = [];
  const rig: EngineRig = {
    simulator,
    engine,
    sender: createSenderOn(engine, { add: (delivery) => history.push(delivery) }),
    history,
    dataDir,
    ports,
    credentials,
    another,
    push: (parts = {}) => ({
      environment: { kind: 'simulator' },
      credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
      target: { kind: 'device', token: SAMPLE_TOKEN },
      headers: { topic: SAMPLE_TOPIC, pushType: 'alert' },
      payload: '{"aps":{"alert":"Hello"}}',
      ...parts,
    }),
    close: async () => {
      for (const each of engines) each.close();
      await simulator.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  afterAll(() => rig.close());
  return rig;
}

/** Material as the vault would hand it out, with facts that only the explanations read. */
export function sampleIdentity(pems: {
  readonly certificatePem: string;
  readonly keyPem: string;
}): CredentialMaterial {
  return {
    kind: 'identity',
    id: SAMPLE_CREDENTIAL_IDS.identity,
    name: 'Sample certificate',
    certificateChainPem: pems.certificatePem,
    keyPem: pems.keyPem,
    fingerprint: pems.certificatePem.slice(60, 120),
    facts: {
      commonName: 'Apple Push Services: com.example.pushdeck',
      userId: SAMPLE_TOPIC,
      organization: null,
      teamId: null,
      issuer: 'Test',
      serialNumber: '01',
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2036-01-01T00:00:00.000Z',
      sha256: '00',
      spkiSha256: '00',
      pushKind: 'apns',
      topics: [{ topic: SAMPLE_TOPIC, labels: ['topic'] }],
      environments: ['sandbox', 'production'],
    },
  };
}

function refuse(id: string): never {
  throw new AppError(
    'credential-not-found',
    { en: `No credential is called “${id}”.`, zh: `没有名为“${id}”的凭证。` },
    { en: 'Choose one from the list.', zh: '请从列表中选择。' },
  );
}
