import * as tls from 'node:tls';
import { AppError } from '#shared/errors';
import { readFileIfPresent } from '../files/atomic-file.js';

/**
 * The certificate authorities to trust: Node's own, those of the system where this version of Node can list them,
 * those of `NODE_EXTRA_CA_CERTS`, and the user's. Verification is never disabled.
 *
 * @param added - PEM; one text may contain several certificates.
 * @returns `undefined` where nothing is added and Node's default is used.
 * @throws {@link AppError} `bad-argument` for a text that contains no certificate.
 */
export function trustedAuthorities(
  added: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  for (const pem of added) checkPem(pem);
  const system = systemAuthorities();
  if (added.length === 0 && system.length === 0) return undefined;
  return [...tls.rootCertificates, ...system, ...extraAuthorities(env), ...added];
}

/** Newer versions of Node return the certificates that the operating system trusts, such as a company's. */
function systemAuthorities(): readonly string[] {
  const read = (tls as { readonly getCACertificates?: (type: 'system') => readonly string[] })
    .getCACertificates;
  try {
    return read?.('system') ?? [];
  } catch {
    return [];
  }
}

function extraAuthorities(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const path = env['NODE_EXTRA_CA_CERTS'];
  if (path === undefined || path === '') return [];
  try {
    const pem = readFileIfPresent(path)?.toString('utf8');
    return pem === undefined ? [] : [pem];
  } catch {
    // Node itself only warns about an unreadable file.
    return [];
  }
}

function checkPem(pem: string): void {
  if (/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/.test(pem)) return;
  throw new AppError(
    'bad-argument',
    {
      en: 'The file of trusted authorities contains no certificate.',
      zh: '受信任机构文件中没有证书。',
    },
    {
      en: 'Use a PEM file, which contains -----BEGIN CERTIFICATE-----.',
      zh: '请提供 PEM 文件，即包含 -----BEGIN CERTIFICATE----- 的文本。',
    },
  );
}
