import { ApnsEngine, type EnginePorts } from './apns-engine.js';
import { type BatchPorts, type BatchService, createBatchService } from './batches.js';
import { type ChannelService, createChannelService } from './channels.js';
import { createDoctorService, type DoctorService } from './doctor.js';
import { createProbeService, type ProbeService } from './probe.js';
import type { Sender } from './sender.js';
import { createSenderOn } from './sender.js';

/** All services that talk to APNs, sharing connections and provider tokens. */
export interface Apns {
  readonly sender: Sender;
  readonly batches: BatchService;
  readonly channels: ChannelService;
  readonly doctor: DoctorService;
  readonly probes: ProbeService;
}

export interface ApnsPorts extends EnginePorts {
  /** Where deliveries are stored; its ledger makes batches resumable. */
  readonly history?: NonNullable<BatchPorts['history']>;
}

/** Creates the services on one engine. No connection is opened before something is sent. */
export function createApns(ports: ApnsPorts): Apns {
  const engine = new ApnsEngine(ports);
  const history = ports.history ?? null;
  return {
    sender: createSenderOn(engine, ports.history),
    batches: createBatchService(engine, { history }),
    channels: createChannelService(engine),
    doctor: createDoctorService(engine),
    probes: createProbeService(engine),
  };
}
