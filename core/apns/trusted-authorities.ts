import * as tls from 'node:tls';
import { AppError } from '#shared/errors';
import { readFileIfPresent } from '../files/atomic-file.js';

/**
 * The authorities to trust: Node's own and, where this Node can name them, the system's and those of
 * `NODE_EXTRA_CA_CERTS`, with the user's added. Verification itself is never off.
 *
 * @param added - PEM; one text may hold several certificates.
 * @returns `undefined` where nothing needs adding and Node's default will do.
 * @throws {@link AppError} `bad-argument` for a text without a certificate in it.
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

/** Newer versions of Node give the certificates that the operating system trusts, a company's among them. */
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
    // Node itself only warns about such a file.
    return [];
  }
}

function checkPem(pem: string): void {
  if (/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/.test(pem)) return;
  throw new AppError(
    'bad-argument',
    {
      en: 'The file of authorities to trust has no certificate in it.',
      zh: '受信任机构文件中没有证书。',
    },
    {
      en: 'Give a PEM file: text with -----BEGIN CERTIFICATE----- in it.',
      zh: '请提供 PEM 文件，即包含 -----BEGIN CERTIFICATE----- 的文本。',
    },
  );
}
