import { bundleIdOf } from '../apns/topic.js';
import type { CertificateEnvironment, CredentialSummary, PushCertificateKind } from './inspection.js';

/** What the linter and the explanations need to know about a credential. Nothing of it is secret. */
export interface CredentialFacts {
  /** Its ID in the vault; `null` for one that was only read from a file. */
  readonly id: string | null;
  readonly name: string;
  readonly kind: 'identity' | 'apns-key';
  /** A certificate: every topic it lists. An APNs key: the topics it is limited to. Empty: not known. */
  readonly topics: readonly string[];
  /** Empty: not known, or good for both. */
  readonly environments: readonly CertificateEnvironment[];
  readonly keyId: string | null;
  readonly teamId: string | null;
  readonly pushKind: PushCertificateKind | null;
  /** ISO 8601, of a certificate. */
  readonly notAfter: string | null;
}

/** The facts of a kept credential; `null` for one that cannot send (a lone key or certificate). */
export function credentialFactsOf(summary: CredentialSummary): CredentialFacts | null {
  if (summary.kind !== 'identity' && summary.kind !== 'apns-key') return null;
  const leaf = summary.inspection.certificates[0];
  return {
    id: summary.id,
    name: summary.name,
    kind: summary.kind,
    topics: leaf?.topics.map((entry) => entry.topic) ?? [],
    environments: leaf?.environments ?? [],
    keyId: summary.inspection.keyId,
    teamId: summary.teamId ?? leaf?.teamId ?? null,
    pushKind: leaf?.pushKind ?? null,
    notAfter: leaf?.notAfter ?? null,
  };
}

/** The topic that a certificate names, when all that it lists belong to one app. */
export function topicOfCredential(credential: CredentialSummary | null): string | undefined {
  const leaf = credential?.kind === 'identity' ? credential.inspection.certificates[0] : undefined;
  if (leaf === undefined) return undefined;
  const apps = new Set(leaf.topics.map(({ topic }) => bundleIdOf(topic)));
  if (apps.size === 0) return leaf.userId ?? undefined;
  const [only] = apps;
  return apps.size === 1 ? only : undefined;
}
