import type { LocalizedText } from '../text/localized-text.js';
import type { Environment } from './push.js';

/** The steps of a connection check, in order. */
export const DOCTOR_STEPS = ['dns', 'tcp', 'proxy', 'tls', 'http2', 'clock', 'auth', 'topic'] as const;
export type DoctorStepName = (typeof DOCTOR_STEPS)[number];

/** The negotiated TLS parameters and the server's certificate. */
export interface TlsFacts {
  readonly protocol: string;
  readonly cipher: string;
  /** `h2` or another protocol; `null` if the server selected none. */
  readonly alpn: string | null;
  readonly serverCertificate: {
    readonly subject: string;
    readonly issuer: string;
    /** ISO 8601. */
    readonly notBefore: string;
    /** ISO 8601. */
    readonly notAfter: string;
    /** SHA-256, lower-case hex. */
    readonly sha256: string;
  };
}

/**
 * - `ok`, `failed`
 * - `skipped`: nothing to try, or an earlier step failed
 * - `unsure`: APNs answered, but the answer is inconclusive for this step
 */
export type DoctorStatus = 'ok' | 'failed' | 'skipped' | 'unsure';

/** One step of a connection check. */
export interface DoctorStep {
  readonly step: DoctorStepName;
  readonly status: DoctorStatus;
  /** Unit: milliseconds; `null` if not tried. */
  readonly durationMs: number | null;
  /** What was found. */
  readonly detail: LocalizedText;
  /** What to do; `null` if nothing is wrong. */
  readonly hint: LocalizedText | null;
  readonly tls: TlsFacts | null;
}

/** What a push to a made-up token says about the credential and the topic. */
export interface CredentialVerdict {
  readonly auth: Exclude<DoctorStatus, 'skipped'>;
  readonly topic: DoctorStatus;
}

/** Reasons that APNs gives only after accepting the credential, with their verdict on the topic. */
const AFTER_AUTH: Readonly<Record<string, CredentialVerdict['topic']>> = {
  BadDeviceToken: 'ok',
  MissingDeviceToken: 'ok',
  DeviceTokenNotForTopic: 'ok',
  Unregistered: 'ok',
  ExpiredToken: 'ok',
  PayloadEmpty: 'ok',
  PayloadTooLarge: 'ok',
  TopicDisallowed: 'failed',
  BadTopic: 'failed',
  TopicMismatch: 'failed',
  MissingTopic: 'skipped',
  FeatureNotEnabled: 'unsure',
  BadPriority: 'unsure',
  BadExpirationDate: 'unsure',
  BadCollapseId: 'unsure',
  BadMessageId: 'unsure',
  InvalidPushType: 'unsure',
  TooManyRequests: 'unsure',
};

/**
 * Interprets the answer to a push to a made-up token: `BadDeviceToken` means that credential and topic are good, 403
 * that the credential is not.
 *
 * @param status - `null` for a reason that came with a GOAWAY.
 */
export function verdictOf(status: number | null, reason: string | null): CredentialVerdict {
  if (status !== null && status >= 200 && status < 300) return { auth: 'ok', topic: 'ok' };
  if (status === 403) return { auth: 'failed', topic: 'skipped' };
  const topic = reason === null ? undefined : AFTER_AUTH[reason];
  if (topic !== undefined) return { auth: 'ok', topic };
  // A GOAWAY with a reason rejects the connection, and with it the certificate.
  if (status === null && reason !== null) return { auth: 'failed', topic: 'skipped' };
  return { auth: 'unsure', topic: 'skipped' };
}

/** What one of Apple's environments said about a credential or a token. */
export interface EnvironmentAnswer {
  readonly environment: Environment;
  readonly status: number | null;
  readonly reason: string | null;
  readonly verdict: 'yes' | 'no' | 'unsure';
  /** What that means. */
  readonly detail: LocalizedText;
}

/** The answers of both environments, and the conclusion from them. */
export interface EnvironmentCheck {
  readonly answers: readonly EnvironmentAnswer[];
  readonly conclusion: 'sandbox' | 'production' | 'both' | 'neither' | 'unsure';
  readonly sentence: LocalizedText;
}

/** Draws the conclusion from the answers of both environments. */
export function concludeEnvironments(answers: readonly EnvironmentAnswer[]): EnvironmentCheck['conclusion'] {
  const verdictIn = (kind: Environment['kind']): EnvironmentAnswer['verdict'] =>
    answers.find(({ environment }) => environment.kind === kind)?.verdict ?? 'unsure';
  const sandbox = verdictIn('sandbox');
  const production = verdictIn('production');
  if (sandbox === 'yes' && production === 'yes') return 'both';
  if (sandbox === 'unsure' || production === 'unsure') {
    // One clear yes is enough: a token belongs to one environment. The caller phrases the conclusion.
    if (sandbox === 'yes') return 'sandbox';
    if (production === 'yes') return 'production';
    return 'unsure';
  }
  if (sandbox === 'yes') return 'sandbox';
  return production === 'yes' ? 'production' : 'neither';
}
