import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readBer } from '#core/credentials/asn1/ber-reader';
import { childAt } from '#core/credentials/asn1/ber-values';
import * as der from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';

export interface IssueOptions {
  /** What the certificate's name begins with; decides its kind. */
  readonly commonName: string;
  readonly bundleId: string;
  readonly sandbox?: boolean;
  readonly production?: boolean;
  /** Topics with their labels; absent: no topic extension, as old certificates have none. */
  readonly topics?: readonly (readonly [topic: string, ...labels: string[]])[];
  readonly extraExtensions?: readonly Buffer[];
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/** An authority that issues what Apple issues, from a certificate request. Made anew for every test. */
export class TestAuthority {
  readonly #key: KeyObject;
  readonly #name = nameOf([[OID.commonName, der.utf8String('Test Worldwide Developer Relations')]]);

  constructor() {
    this.#key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  }

  /** @param request - PKCS#10, as DER. @returns the certificate, as DER. */
  issue(request: Buffer, options: IssueOptions): Buffer {
    const publicKey = childAt(childAt(readBer(request), 0), 2).encoded;
    return this.#sign(publicKey, options);
  }

  #sign(publicKey: Buffer, options: IssueOptions): Buffer {
    const { commonName, bundleId, notBefore = '20200101000000Z', notAfter = '20490101000000Z' } = options;
    const algorithm = der.sequence(der.oid(OID.sha256WithRsa), der.nullValue());
    const subject = nameOf([
      [OID.userId, der.utf8String(bundleId)],
      [OID.commonName, der.utf8String(`${commonName}: ${bundleId}`)],
      [OID.organizationalUnit, der.utf8String('TEAM123456')],
    ]);
    const signed = der.sequence(
      der.explicitContext(0, der.integer(2)),
      der.integer(4711),
      algorithm,
      this.#name,
      der.sequence(time(notBefore), time(notAfter)),
      subject,
      publicKey,
      der.explicitContext(3, der.sequence(...extensionsOf(options))),
    );
    return der.sequence(signed, algorithm, der.bitString(sign('sha256', signed, this.#key)));
  }
}

/** `SEQUENCE { topic, SEQUENCE OF label, … }` as Apple writes it. */
export function topicsExtension(topics: NonNullable<IssueOptions['topics']>): Buffer {
  const parts = topics.flatMap(([topic, ...labels]) => [
    der.utf8String(topic),
    der.sequence(...labels.map(der.utf8String)),
  ]);
  return extension(OID.appleTopics, der.sequence(...parts));
}

export function extension(id: string, value: Buffer): Buffer {
  return der.sequence(der.oid(id), der.octetString(value));
}

function extensionsOf({ sandbox, production, topics, extraExtensions }: IssueOptions): readonly Buffer[] {
  return [
    ...(sandbox === true ? [extension(OID.appleSandbox, der.nullValue())] : []),
    ...(production === true ? [extension(OID.appleProduction, der.nullValue())] : []),
    ...(topics === undefined ? [] : [topicsExtension(topics)]),
    ...(extraExtensions ?? []),
  ];
}

function nameOf(attributes: readonly (readonly [type: string, value: Buffer])[]): Buffer {
  return der.sequence(...attributes.map(([type, value]) => der.setOf(der.sequence(der.oid(type), value))));
}

const GENERALIZED_TIME = 24;

function time(text: string): Buffer {
  return der.element(GENERALIZED_TIME, Buffer.from(text, 'latin1'));
}
