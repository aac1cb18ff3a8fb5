import type { FaultRule, SimulatedDevice, SimulatorState } from '#shared/simulator/model';
import type { SimulatorSwitches } from '#shared/simulator/switches';

/** The clock that the core uses. Hosts and tests inject it. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Monotonic milliseconds, for durations. */
  elapsed(): number;
  /** Calls once, after a delay. @param ms - Unit: milliseconds. */
  after(ms: number, act: () => void, options?: TimerOptions): StopTimer;
  /** Calls repeatedly. @param ms - Interval. Unit: milliseconds. */
  every(ms: number, act: () => void, options?: TimerOptions): StopTimer;
}

interface TimerOptions {
  /** False lets the process end while only this timer is left. */
  readonly keepsProcessAlive?: boolean;
}

/** Stops a timer; does nothing once it has fired. */
export type StopTimer = () => void;

export interface Randomness {
  /** Cryptographically strong bytes. */
  bytes(count: number): Buffer;
  uuid(): string;
}

/** The sample APNs key that the embedded simulator created on first run and accepts. */
export interface SampleKeyFile {
  readonly p8Path: string;
  readonly keyPem: string;
  readonly keyId: string;
  readonly teamId: string;
}

/** The sample push certificate of the embedded simulator. */
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
  /** The certificate authority that signed its certificate, PEM. */
  readonly caPem: string;
}

/** The public part of one of the user's credentials. */
export type PublicCredential =
  | {
      readonly kind: 'apns-key';
      readonly keyId: string;
      readonly teamId: string;
      readonly publicKeyPem: string;
    }
  /** The apps that the certificate is valid for. */
  | { readonly kind: 'identity'; readonly bundleIds: readonly string[] };

/** The embedded simulator as the core sees it. `core` never imports the simulator; a host injects it. */
export interface SimulatorPort {
  /** Starts the simulator unless it is running, and returns its address. */
  start(): Promise<SimulatorAddress>;
  stop(): Promise<void>;
  /** Makes the simulator accept one of the user's credentials. */
  acceptCredential(credential: PublicCredential): Promise<void>;
  /** Also loads the devices and rules of earlier runs. */
  sampleKey(): Promise<SampleKeyFile>;
  /** Takes some tenths of a second on first use, to generate the certificate. */
  sampleIdentity(): Promise<SampleIdentity>;
  state(): SimulatorState;
  /** Yields the state at once and after every change, at most a few times a second, until the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<SimulatorState>;
  saveDevice(device: SimulatedDevice): Promise<void>;
  removeDevice(token: string): Promise<void>;
  setRules(rules: readonly FaultRule[]): Promise<void>;
  /** Absent switches stay as they are. */
  setSwitches(change: Partial<SimulatorSwitches>): Promise<void>;
  /** Clears inboxes and the request list; `everything` also resets devices, rules and switches. */
  reset(scope: 'inbox' | 'everything'): Promise<void>;
}

/** What only some hosts can do. */
export interface HostPort {
  readonly kind: 'desktop' | 'browser' | 'cli';
  /** Shows a file in the system's file manager; absent where the host cannot. */
  readonly revealFile?: (path: string) => Promise<void>;
  /** Opens an http(s) address in the system's browser; absent where the host cannot. */
  readonly openExternal?: (url: string) => Promise<void>;
}
