import type {
  CertificateEnvironment,
  CertificateFacts,
  CertificateTopic,
  PushCertificateKind,
} from '#shared/credentials/inspection';
import { readBer } from '../asn1/ber-reader.js';
import { isUniversal, readString, TAG } from '../asn1/ber-values.js';
import { OID } from '../asn1/oids.js';
import { type NameAttribute, valueOf } from './distinguished-name.js';

/** Values of a certificate's extensions by object identifier. */
export type Extensions = ReadonlyMap<string, Buffer>;

type AppleFacts = Pick<CertificateFacts, 'pushKind' | 'topics' | 'environments' | 'teamId'>;

interface CertificateKindRule {
  readonly kind: PushCertificateKind;
  readonly commonName: RegExp;
  readonly userId?: RegExp;
  /** The environments of this kind, if no extension names them. */
  readonly environments: readonly CertificateEnvironment[];
  /** Appended to the user ID of old certificates without a list of topics. */
  readonly topicSuffix: string;
}

/**
 * How Apple names its certificates. The first match wins.
 *
 * @see https://developer.apple.com/help/account/reference/certificate-types
 */
const KIND_RULES: readonly CertificateKindRule[] = [
  {
    kind: 'mdm',
    commonName: /^APSP:/,
    userId: /^com\.apple\.mgmt\./,
    environments: ['production'],
    topicSuffix: '',
  },
  {
    kind: 'apns',
    commonName: /^Apple (?:Sandbox|Development)(?: IOS| Mac)? Push Services: /i,
    environments: ['sandbox'],
    topicSuffix: '',
  },
  {
    kind: 'apns',
    commonName: /^Apple Production(?: IOS| Mac)? Push Services: /i,
    environments: ['production'],
    topicSuffix: '',
  },
  {
    kind: 'apns',
    commonName: /^Apple Push Services: /i,
    environments: ['sandbox', 'production'],
    topicSuffix: '',
  },
  {
    kind: 'voip',
    commonName: /^VoIP Services: /i,
    environments: ['sandbox', 'production'],
    topicSuffix: '.voip',
  },
  {
    kind: 'watchkit',
    commonName: /^WatchKit Services: /i,
    environments: ['sandbox', 'production'],
    topicSuffix: '.complication',
  },
  {
    kind: 'pass',
    commonName: /^Pass Type ID(?: with NFC)?: /i,
    userId: /^pass\./,
    environments: ['production'],
    topicSuffix: '',
  },
  {
    kind: 'order',
    commonName: /^Order Type ID: /i,
    userId: /^order\./,
    environments: ['production'],
    topicSuffix: '',
  },
  {
    kind: 'website',
    commonName: /^Website Push ID: /i,
    userId: /^web\./,
    environments: ['production'],
    topicSuffix: '',
  },
];

const TEAM_ID = /^[0-9A-Z]{10}$/;

/** Reads what a certificate says about pushes, from Apple's extensions or else from its names. Never throws. */
export function readAppleFacts(subject: readonly NameAttribute[], extensions: Extensions): AppleFacts {
  const commonName = valueOf(subject, OID.commonName) ?? '';
  const userId = valueOf(subject, OID.userId);
  const unit = valueOf(subject, OID.organizationalUnit);
  const teamId = unit !== null && TEAM_ID.test(unit) ? unit : null;
  const rule = KIND_RULES.find(
    (candidate) =>
      candidate.commonName.test(commonName) || (userId !== null && candidate.userId?.test(userId) === true),
  );
  const listed = listedTopics(extensions);
  const saysSandbox = extensions.has(OID.appleSandbox);
  const saysProduction = extensions.has(OID.appleProduction);
  const saysAnything = listed.length > 0 || saysSandbox || saysProduction;
  if (rule === undefined && !saysAnything) return { pushKind: null, topics: [], environments: [], teamId };

  const environments: readonly CertificateEnvironment[] =
    saysSandbox || saysProduction
      ? [...(saysSandbox ? (['sandbox'] as const) : []), ...(saysProduction ? (['production'] as const) : [])]
      : (rule?.environments ?? []);
  const topics = listed.length > 0 ? listed : topicFromUserId(userId, rule?.topicSuffix ?? '');
  const onlyVoip = listed.length > 0 && listed.every(({ topic }) => topic.endsWith('.voip'));
  return { pushKind: rule?.kind ?? (onlyVoip ? 'voip' : 'apns'), topics, environments, teamId };
}

function topicFromUserId(userId: string | null, suffix: string): readonly CertificateTopic[] {
  if (userId === null || userId === '') return [];
  return [{ topic: userId.endsWith(suffix) ? userId : userId + suffix, labels: [] }];
}

function listedTopics(extensions: Extensions): readonly CertificateTopic[] {
  const topics = walkTopics(extensions.get(OID.appleTopics));
  const known = new Set(topics.map(({ topic }) => topic));
  const voip = splitTopics(extensions.get(OID.appleVoipTopics)).filter(({ topic }) => !known.has(topic));
  return [...topics, ...voip];
}

/**
 * `SEQUENCE { topic UTF8String, labels SEQUENCE OF UTF8String, … }`. Parsed as ASN.1, since splitting the octets at
 * tag values fails with long-form lengths.
 */
function walkTopics(value: Buffer | undefined): readonly CertificateTopic[] {
  if (value === undefined) return [];
  try {
    const topics: { topic: string; labels: string[] }[] = [];
    for (const node of readBer(value).children) {
      if (isUniversal(node, TAG.sequence)) {
        topics.at(-1)?.labels.push(...node.children.map(readString).filter((label) => label !== undefined));
      } else {
        const topic = readString(node);
        if (topic !== undefined && topic !== '') topics.push({ topic, labels: [] });
      }
    }
    return topics;
  } catch {
    return [];
  }
}

/** The older VoIP extension is hardly documented: a comma-separated list, as an ASN.1 string or as bare text. */
function splitTopics(value: Buffer | undefined): readonly CertificateTopic[] {
  if (value === undefined) return [];
  let text: string | undefined;
  try {
    text = readString(readBer(value));
  } catch {
    text = value.toString('utf8');
  }
  return (text ?? '')
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => /^[\w.-]+$/.test(topic))
    .map((topic) => ({ topic, labels: ['voip'] }));
}
