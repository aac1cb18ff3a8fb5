import { describe, expect, it } from 'vitest';
import * as der from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { generateCertificateRequest } from '#core/credentials/writing/certificate-request';
import type { NamedBytes } from '#shared/credentials/credential-files';
import { FIXTURE_NOW_MS, fixtureFile } from '../fixtures.js';
import { extension, type IssueOptions, TestAuthority } from '../test-authority.js';

async function inspect(file: NamedBytes, nowMs = FIXTURE_NOW_MS) {
  return inspectContents(await readCredentialFile(file), nowMs);
}

const authority = new TestAuthority();
const request = generateCertificateRequest({ email: 'a@b.c', commonName: 'x' }, 'p-256');

async function inspectIssued(options: IssueOptions) {
  const bytes = authority.issue((await request).der, options);
  return inspect({ name: 'aps.cer', bytes });
}

const KINDS: readonly {
  readonly commonName: string;
  readonly bundleId: string;
  readonly kind: string;
  readonly topic: string;
  readonly environments: readonly string[];
}[] = [
  {
    commonName: 'Apple Push Services',
    bundleId: 'com.example.a',
    kind: 'apns',
    topic: 'com.example.a',
    environments: ['sandbox', 'production'],
  },
  {
    commonName: 'Apple Sandbox Push Services',
    bundleId: 'com.example.a',
    kind: 'apns',
    topic: 'com.example.a',
    environments: ['sandbox'],
  },
  {
    commonName: 'Apple Development IOS Push Services',
    bundleId: 'com.example.a',
    kind: 'apns',
    topic: 'com.example.a',
    environments: ['sandbox'],
  },
  {
    commonName: 'Apple Development Mac Push Services',
    bundleId: 'com.example.a',
    kind: 'apns',
    topic: 'com.example.a',
    environments: ['sandbox'],
  },
  {
    commonName: 'Apple Production IOS Push Services',
    bundleId: 'com.example.a',
    kind: 'apns',
    topic: 'com.example.a',
    environments: ['production'],
  },
  {
    commonName: 'Apple Production Mac Push Services',
    bundleId: 'com.example.a',
    kind: 'apns',
    topic: 'com.example.a',
    environments: ['production'],
  },
  {
    commonName: 'VoIP Services',
    bundleId: 'com.example.a',
    kind: 'voip',
    topic: 'com.example.a.voip',
    environments: ['sandbox', 'production'],
  },
  {
    commonName: 'VoIP Services',
    bundleId: 'com.example.a.voip',
    kind: 'voip',
    topic: 'com.example.a.voip',
    environments: ['sandbox', 'production'],
  },
  {
    commonName: 'WatchKit Services',
    bundleId: 'com.example.a',
    kind: 'watchkit',
    topic: 'com.example.a.complication',
    environments: ['sandbox', 'production'],
  },
  {
    commonName: 'Pass Type ID',
    bundleId: 'pass.com.example',
    kind: 'pass',
    topic: 'pass.com.example',
    environments: ['production'],
  },
  {
    commonName: 'Order Type ID',
    bundleId: 'order.com.example',
    kind: 'order',
    topic: 'order.com.example',
    environments: ['production'],
  },
  {
    commonName: 'Website Push ID',
    bundleId: 'web.com.example',
    kind: 'website',
    topic: 'web.com.example',
    environments: ['production'],
  },
  {
    commonName: 'APSP',
    bundleId: 'com.apple.mgmt.External.1b2c',
    kind: 'mdm',
    topic: 'com.apple.mgmt.External.1b2c',
    environments: ['production'],
  },
];

describe('what Apple issues', () => {
  it.each(KINDS)('is known by its name: $commonName: $bundleId', async (expected) => {
    const { commonName, bundleId, kind, topic, environments } = expected;
    const { certificates } = await inspectIssued({ commonName, bundleId });
    expect(certificates[0]).toMatchObject({
      pushKind: kind,
      environments,
      teamId: 'TEAM123456',
      userId: bundleId,
    });
    expect(certificates[0]?.topics).toEqual([{ topic, labels: [] }]);
  });

  it('is known by its extensions when the name says nothing', async () => {
    const { certificates } = await inspectIssued({
      commonName: 'Renamed by Apple',
      bundleId: 'com.example.a',
      sandbox: true,
      topics: [['com.example.a', 'topic']],
    });
    expect(certificates[0]).toMatchObject({ pushKind: 'apns', environments: ['sandbox'] });
  });

  it('has its extensions believed before its name', async () => {
    const { certificates } = await inspectIssued({
      commonName: 'Apple Development IOS Push Services',
      bundleId: 'com.example.a',
      production: true,
    });
    expect(certificates[0]?.environments).toEqual(['production']);
  });

  it('gives its topics with their labels, long ones too', async () => {
    const long = `com.example.${'b'.repeat(200)}`;
    const topics = [
      [long, 'app'],
      [`${long}.voip`, 'voip', 'extra'],
      [`${long}.voip-ptt`, '.voip-ptt'],
    ] as const;
    const { certificates, abilities } = await inspectIssued({
      commonName: 'Apple Push Services',
      bundleId: long,
      sandbox: true,
      production: true,
      topics,
    });
    expect(certificates[0]?.topics).toEqual(topics.map(([topic, ...labels]) => ({ topic, labels })));
    expect(abilities[0]?.en).toBe(
      `Sends production and sandbox alert, background, VoIP and Push to Talk pushes for ${long}.`,
    );
  });

  it.each([
    { what: 'no SEQUENCE', value: Buffer.from('hello') },
    { what: 'an empty SEQUENCE', value: der.sequence() },
    { what: 'labels before any topic', value: der.sequence(der.sequence(der.utf8String('topic'))) },
  ])('falls back to its user ID when the topics are $what', async ({ value }) => {
    const { certificates } = await inspectIssued({
      commonName: 'Apple Push Services',
      bundleId: 'com.example.a',
      extraExtensions: [extension(OID.appleTopics, value)],
    });
    expect(certificates[0]?.topics).toEqual([{ topic: 'com.example.a', labels: [] }]);
  });

  it('reads the older list of VoIP topics, as a string and bare', async () => {
    const values = [der.utf8String('com.a.voip, com.b.voip'), Buffer.from('com.a.voip,com.b.voip')];
    for (const value of values) {
      const { certificates } = await inspectIssued({
        commonName: 'VoIP Services',
        bundleId: 'com.a.voip',
        extraExtensions: [extension(OID.appleVoipTopics, value)],
      });
      expect(certificates[0]?.topics.map(({ topic }) => topic)).toEqual(['com.a.voip', 'com.b.voip']);
    }
  });
});

describe('names in any encoding', () => {
  it.each([
    { file: 'subject-utf8', name: 'Apple Push Services: 推送应用', organization: '示例公司' },
    { file: 'subject-bmp', name: 'Apple Push Services: 推送应用', organization: '示例公司' },
    { file: 'subject-teletex', name: 'Apple Push Services: Zoë Müller', organization: 'Société' },
  ])('are read: $file', async ({ file, name, organization }) => {
    const { certificates } = await inspect(fixtureFile(`openssl/${file}.cer`));
    expect(certificates[0]).toMatchObject({ commonName: name, organization });
  });

  it('give the issuer on one line, the common name first', async () => {
    const { certificates } = await inspect(fixtureFile('openssl/universal.cer'));
    expect(certificates[0]?.issuer).toBe(
      'CN=Fixture Worldwide Developer Relations Certification Authority, OU=G4, O=Fixture Inc., C=US',
    );
  });
});

describe('warnings', () => {
  const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
  it.each([
    { file: 'universal.cer', on: '2026-06-15', codes: ['no-private-key'] },
    { file: 'universal.cer', on: '2027-01-02', codes: ['expires-soon', 'no-private-key'] },
    { file: 'universal.cer', on: '2025-12-31', codes: ['not-yet-valid', 'no-private-key'] },
    { file: 'expired.cer', on: '2026-06-15', codes: ['expired', 'no-private-key'] },
    { file: 'sandbox.cer', on: '2026-06-15', codes: ['sandbox-only', 'no-private-key'] },
    { file: 'other.cer', on: '2026-06-15', codes: ['production-only', 'no-private-key'] },
    { file: 'plain.cer', on: '2026-06-15', codes: ['not-a-push-certificate', 'no-private-key'] },
    { file: 'weak.cer', on: '2026-06-15', codes: ['no-private-key', 'weak-key'] },
  ])('on $on for $file: $codes', async ({ file, on, codes }) => {
    const { warnings } = await inspect(fixtureFile(`openssl/${file}`), day(on));
    expect(warnings.map(({ code }) => code)).toEqual(codes);
    for (const { message } of warnings) expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
  });
});

describe('abilities', () => {
  it('say in words what a certificate can and cannot send', async () => {
    const { abilities } = await inspect(fixtureFile('openssl/universal.cer'));
    expect(abilities.map(({ en }) => en)).toEqual([
      'Sends production and sandbox alert, background, VoIP and complication pushes for com.example.app.',
      'Cannot send location, Live Activity, widget or control pushes: they need an APNs key (.p8).',
    ]);
    expect(abilities[0]?.zh).toContain('com.example.app');
  });

  it('say that a certificate of something else sends nothing', async () => {
    const { abilities } = await inspect(fixtureFile('openssl/plain.cer'));
    expect(abilities.map(({ en }) => en)).toEqual(['Sends nothing: the certificate names no topic of APNs.']);
  });

  it('say that an MDM certificate sends MDM pushes only', async () => {
    const { abilities } = await inspectIssued({
      commonName: 'APSP',
      bundleId: 'com.apple.mgmt.External.1b2c',
    });
    expect(abilities[0]?.en).toBe('Sends production MDM pushes for com.apple.mgmt.External.1b2c.');
  });
});
