import { ApnsEngine, type EnginePorts } from './apns-engine.js';
import { type BatchPorts, type BatchService, createBatches } from './batches.js';
import { type ChannelService, createChannels } from './channels.js';
import { createDoctor, type DoctorService } from './doctor.js';
import { createProbes, type ProbeService } from './probe.js';
import type { Sender } from './sender.js';
import { senderOver } from './sender.js';

/** Everything that talks to APNs, over one set of connections and provider tokens. */
export interface Apns {
  readonly sender: Sender;
  readonly batches: BatchService;
  readonly channels: ChannelService;
  readonly doctor: DoctorService;
  readonly probes: ProbeService;
}

export interface ApnsPorts extends EnginePorts {
  /** Where deliveries are remembered; its ledger makes batches resumable. */
  readonly history?: NonNullable<BatchPorts['history']>;
}

/** Wires the engine. Nothing is opened before something is sent. */
export function createApns(ports: ApnsPorts): Apns {
  const engine = new ApnsEngine(ports);
  const history = ports.history ?? null;
  return {
    sender: senderOver(engine, ports.history),
    batches: createBatches(engine, { history }),
    channels: createChannels(engine),
    doctor: createDoctor(engine),
    probes: createProbes(engine),
  };
}
