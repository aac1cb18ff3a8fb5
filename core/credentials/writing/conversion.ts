import type { ConvertedFile } from '#shared/credentials/conversion';
import type { ConversionFormat } from '#shared/credentials/file-form';
import { AppError } from '#shared/errors';
import type { Randomness } from '../../ports/ports.js';
import * as errors from '../material/credential-errors.js';
import { toPem } from '../material/pem.js';
import { writePkcs12 } from './pkcs12-writer.js';
import { type Protection, sealPrivateKey } from './sealed-key.js';

/** The input of a conversion: the parts of files, of a stored credential, or of a pair. */
export interface ConversionParts {
  /** Used in messages, and as the name of the result without extension. */
  readonly name: string;
  readonly pkcs8: Buffer | null;
  /** DER, the leaf first. */
  readonly certificates: readonly Buffer[];
  /** DER of a certificate request, if there is nothing else. */
  readonly request: Buffer | null;
  readonly friendlyName: string;
}

export interface ConversionOptions {
  readonly to: ConversionFormat;
  /** Encrypts private keys; absent, they are written unencrypted. */
  readonly outPassword?: string;
  readonly legacy?: boolean;
}

const MEDIA_TYPES: Readonly<Record<ConversionFormat, string>> = {
  pem: 'application/x-pem-file',
  der: 'application/pkix-cert',
  p12: 'application/x-pkcs12',
  key: 'application/x-pem-file',
};

/**
 * Writes the parts in another format.
 *
 * @throws AppError `no-private-key` if the format requires one, `not-a-credential` if there is nothing to write.
 */
export async function convertParts(
  parts: ConversionParts,
  options: ConversionOptions,
  random: Randomness,
): Promise<ConvertedFile> {
  const { to, outPassword } = options;
  const protection: Protection = options.legacy === true ? 'legacy' : 'modern';
  const bytes = await write(parts, to, outPassword, protection, random);
  const holdsPrivateKey = parts.pkcs8 !== null && (to !== 'der' || parts.certificates.length === 0);
  return {
    fileName: `${parts.name}.${extensionOf(to, parts)}`,
    mediaType: MEDIA_TYPES[to],
    bytes,
    holdsPrivateKey,
    isProtected: holdsPrivateKey && to !== 'der' && (outPassword ?? '') !== '',
  };
}

async function write(
  parts: ConversionParts,
  to: ConversionFormat,
  password: string | undefined,
  protection: Protection,
  random: Randomness,
): Promise<Buffer> {
  const { name, pkcs8, certificates, request, friendlyName } = parts;
  switch (to) {
    case 'p12':
      if (pkcs8 === null) throw noPrivateKey(name, 'a .p12 that can send');
      return writePkcs12({ pkcs8, certificates, friendlyName }, password ?? '', protection, random);
    case 'key':
      if (pkcs8 === null) throw noPrivateKey(name, 'a key file');
      return Buffer.from(await keyPem(pkcs8, password, protection, random));
    case 'pem': {
      const blocks = certificates.map((der) => toPem('CERTIFICATE', der));
      if (pkcs8 !== null) blocks.push(await keyPem(pkcs8, password, protection, random));
      if (blocks.length === 0 && request !== null) blocks.push(toPem('CERTIFICATE REQUEST', request));
      return Buffer.from(blocks.join(''));
    }
    case 'der': {
      const [leaf] = certificates;
      if (leaf !== undefined) return leaf;
      if (pkcs8 === null) return request ?? nothingToWrite(name);
      return password === undefined || password === ''
        ? pkcs8
        : sealPrivateKey(pkcs8, password, protection, random);
    }
  }
}

async function keyPem(
  pkcs8: Buffer,
  password: string | undefined,
  protection: Protection,
  random: Randomness,
): Promise<string> {
  if (password === undefined || password === '') return toPem('PRIVATE KEY', pkcs8);
  return toPem('ENCRYPTED PRIVATE KEY', await sealPrivateKey(pkcs8, password, protection, random));
}

function extensionOf(to: ConversionFormat, { certificates, request }: ConversionParts): string {
  if (to === 'key') return 'key.pem';
  if (to === 'der') return certificates.length > 0 ? 'cer' : request === null ? 'key.der' : 'csr.der';
  return to;
}

function nothingToWrite(name: string): never {
  throw errors.notACredential(name);
}

function noPrivateKey(name: string, en: string): AppError {
  return new AppError(
    'no-private-key',
    {
      en: `${name} contains no private key, so it cannot be converted to ${en}.`,
      zh: `${name} 中没有私钥，无法转换为所选格式。`,
    },
    {
      en: 'Pair the certificate with its key first (pushdeck pair), or convert it to PEM.',
      zh: '请先将证书与私钥配对（pushdeck pair），或转换为 PEM。',
    },
  );
}
