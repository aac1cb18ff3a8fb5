import type { FaultRule, SimulatedDevice, SimulatorState } from '#shared/simulator/model';
import type { SimulatorSwitches } from '#shared/simulator/switches';

/** What the core needs of the world. Hosts and tests hand it in; nothing in `core` reaches for a global. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Monotonic milliseconds, for durations. */
  elapsed(): number;
  /** Calls once, after a time. @param ms - Unit: milliseconds. */
  after(ms: number, act: () => void, options?: TimerOptions): StopTimer;
  /** Calls again and again. @param ms - From one call to the next. Unit: milliseconds. */
  every(ms: number, act: () => void, options?: TimerOptions): StopTimer;
}

export interface TimerOptions {
  /** False lets the process end while only this timer is left. */
  readonly keepsProcess?: boolean;
}

/** Stops a timer; does nothing where it is over. */
export type StopTimer = () => void;

export interface Randomness {
  /** Cryptographically strong bytes. */
  bytes(count: number): Buffer;
  uuid(): string;
}

/** An APNs key that the embedded simulator made for itself on first run, good for sending to it. */
export interface SampleKeyFile {
  readonly p8Path: string;
  readonly keyPem: string;
  readonly keyId: string;
  readonly teamId: string;
}

/** A push certificate of the embedded simulator. */
export interface SampleIdentity {
  readonly p12Path: string;
  readonly password: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface SimulatorAddress {
  /** `https://127.0.0.1:port`, the device and broadcast API. */
  readonly url: string;
  readonly managementUrl: string;
  /** The authority that signed its certificate, as PEM. */
  readonly caPem: string;
}

/** The public side of a credential that is not the simulator's own. */
export type OwnCredential =
  | {
      readonly kind: 'apns-key';
      readonly keyId: string;
      readonly teamId: string;
      readonly publicKeyPem: string;
    }
  /** The apps that the certificate is for. */
  | { readonly kind: 'identity'; readonly bundleIds: readonly string[] };

/**
 * The embedded simulator as the core sees it. `core` never imports the simulator: a host hands it in.
 */
export interface SimulatorPort {
  /** Starts it where it does not run yet; otherwise gives the running one's address. */
  start(): Promise<SimulatorAddress>;
  stop(): Promise<void>;
  /** Makes a credential of the user's good here, as Apple made it good there. */
  admit(credential: OwnCredential): Promise<void>;
  /** Also reads what was kept of earlier runs. */
  sampleKey(): Promise<SampleKeyFile>;
  /** The first time this takes some tenths of a second of computing. */
  sampleIdentity(): Promise<SampleIdentity>;
  state(): SimulatorState;
  /** A fresh state at once and after every change, at most a few times a second; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<SimulatorState>;
  saveDevice(device: SimulatedDevice): Promise<void>;
  removeDevice(token: string): Promise<void>;
  setRules(rules: readonly FaultRule[]): Promise<void>;
  /** Absent switches stay as they are. */
  setSwitches(change: Partial<SimulatorSwitches>): Promise<void>;
  /** Empties inboxes and the request list; `everything` also restores devices, rules and switches. */
  reset(scope: 'inbox' | 'everything'): Promise<void>;
}

/** Abilities that only some hosts have. */
export interface HostPort {
  readonly kind: 'desktop' | 'browser' | 'cli';
  /** Shows a file in the system's file manager; absent where the host cannot. */
  readonly revealFile?: (path: string) => Promise<void>;
  /** Opens an http(s) address in the system's browser; absent where the host cannot. */
  readonly openExternal?: (url: string) => Promise<void>;
}
