import { createPublicKey, verify } from 'node:crypto';
import type { Command } from 'commander';
import { ProviderTokenCache } from '#core/apns/provider-token-cache';
import { openProviderTokenStore } from '#core/apns/provider-token-store';
import { apnsKeyIds } from '#core/credentials/diagnosis/apns-key';
import { toPem } from '#core/credentials/material/pem';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import { findProviderToken } from '#shared/apns/find-provider-token';
import { type DecodedProviderToken, decodeProviderToken, MAX_TOKEN_AGE_S } from '#shared/apns/provider-token';
import { providerTokenProblems } from '#shared/apns/provider-token-problems';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { countedInWords } from '#shared/text/words';
import {
  addCredentialOptions,
  type CredentialArgument,
  resolveCredential,
} from '../input/credentials-argument.js';
import { isFile, readInputFile } from '../input/credentials-files.js';
import { askingForPassword, readSecret } from '../input/credentials-secrets.js';
import { withCredentials } from '../input/open-services.js';
import { addExamples } from '../terminal/help.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  writeJson,
  writeLine,
} from '../terminal/terminal.js';

type JwtOptions = CommonOptions &
  CredentialArgument & { readonly decode?: string } & Readonly<Record<string, unknown>>;

/** `pushdeck jwt`: the provider token of a key, or what is inside one. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(
    command,
    'pushdeck jwt --credential sample-key',
    'pushdeck jwt --decode "$(pushdeck jwt --credential sample-key)"',
  );
  addCredentialOptions(command)
    .option('--decode <text>', 'take the token in a text apart, and name what APNs would refuse it for')
    .action(
      action(terminal, (options: JwtOptions) =>
        withCredentials(options, terminal, (services) =>
          options.decode === undefined
            ? printToken(services, options, terminal)
            : printDecoded(services, options.decode, options, terminal),
        ),
      ),
    );
}

async function printToken(
  services: Pick<Services, 'credentials' | 'dataDir'>,
  options: JwtOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const key = await apnsKeyOf(services, options, terminal);
  if (key === undefined) throw credentialNeeded();
  // The token that the app uses too: APNs refuses a key that signs anew more than once in twenty minutes.
  const tokens = new ProviderTokenCache(
    systemClock,
    openProviderTokenStore(services.dataDir, { clock: systemClock, random: systemRandomness }),
  );
  const token = (await tokens.authorization(key)).replace(/^bearer /, '');
  if (options.json === true) {
    const issuedAtS = decodeProviderToken(token)?.issuedAtS ?? null;
    writeJson(terminal, { token, keyId: key.keyId, teamId: key.teamId, issuedAt: issuedAtS });
  } else {
    writeLine(terminal, token);
  }
  return EXIT.done;
}

async function printDecoded(
  services: Pick<Services, 'credentials' | 'dataDir'>,
  text: string,
  options: JwtOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const decoded = decodeProviderToken(findProviderToken(text) ?? text);
  if (decoded === null) throw notAToken();
  const key = await checkingKeyOf(services, decoded, options, terminal);
  const signature = key === undefined ? 'unchecked' : isSigned(decoded, key.keyPem) ? 'valid' : 'invalid';
  const nowS = Math.floor(systemClock.now() / 1000);
  const ageSeconds = decoded.issuedAtS === null ? null : nowS - decoded.issuedAtS;
  const expired = ageSeconds !== null && Math.abs(ageSeconds) > MAX_TOKEN_AGE_S;
  const problems = providerTokenProblems(decoded, { nowS, signature, keyId: key?.keyId ?? null });
  const { header, claims } = decoded;
  if (options.json === true) {
    const problemsJson = problems.map(({ code, message }) => ({ code, message: message.en }));
    writeJson(terminal, { header, claims, ageSeconds, expired, signature, problems: problemsJson });
  } else {
    writeLine(terminal, `Header     ${JSON.stringify(header)}`);
    writeLine(terminal, `Claims     ${JSON.stringify(claims)}`);
    writeLine(terminal, `Age        ${ageWords(ageSeconds, expired)}`);
    writeLine(terminal, `Signature  ${SIGNATURE_WORDS[signature]}`);
    for (const { message } of problems) writeLine(terminal, paint(terminal, 'yellow', `! ${message.en}`));
  }
  return problems.length > 0 ? EXIT.bad : EXIT.done;
}

const SIGNATURE_WORDS = {
  valid: 'valid: made by this key',
  invalid: 'INVALID: made by another key, or the token was changed',
  unchecked: 'not checked: no key with this key ID is kept here; name one with --credential',
} as const;

function ageWords(ageSeconds: number | null, expired: boolean): string {
  if (ageSeconds === null) return 'unknown: "iat" is missing';
  const minutes = countedInWords(Math.floor(Math.abs(ageSeconds) / 60), 'minute', '分钟').en;
  const direction = ageSeconds < 0 ? `from the future by ${minutes}` : minutes;
  return expired ? `${direction}; APNs refuses it (limit 60 minutes)` : direction;
}

async function apnsKeyOf(
  services: Pick<Services, 'credentials' | 'dataDir'>,
  options: JwtOptions,
  terminal: Terminal,
) {
  const summary = await resolveCredential(services, terminal, options);
  if (summary === undefined) return undefined;
  const material = await services.credentials.use(summary.id);
  if (material.kind !== 'apns-key') throw certificateHasNoToken(summary.name);
  return material;
}

interface CheckingKey {
  readonly keyPem: string;
  readonly keyId: string | null;
}

/** A signature is checked with the public key alone, so a file needs neither a key ID nor a team ID here. */
async function checkingKeyOf(
  services: Pick<Services, 'credentials' | 'dataDir'>,
  decoded: DecodedProviderToken,
  options: JwtOptions,
  terminal: Terminal,
): Promise<CheckingKey | undefined> {
  const { credential, keyId } = options;
  if (credential === undefined || !(await isFile(terminal, credential))) {
    return (await apnsKeyOf(services, options, terminal)) ?? (await keptKeyOf(services, decoded));
  }
  const password = await readSecret(options, 'password', terminal);
  const contents = await askingForPassword(async () =>
    readCredentialFile(await readInputFile(terminal, credential), omitUndefined({ password })),
  );
  const [key] = contents.privateKeys;
  if (key === undefined || contents.certificates.length > 0) throw certificateHasNoToken(contents.fileName);
  return { keyPem: toPem('PRIVATE KEY', key.pkcs8), keyId: apnsKeyIds(contents, { keyId }).keyId };
}

async function keptKeyOf(services: Pick<Services, 'credentials' | 'dataDir'>, decoded: DecodedProviderToken) {
  for (const { id, kind, inspection } of await services.credentials.list()) {
    if (kind !== 'apns-key' || inspection.keyId !== decoded.keyId) continue;
    const material = await services.credentials.use(id);
    if (material.kind === 'apns-key') return material;
  }
  return undefined;
}

/** JWS wants r‖s; some libraries send DER, and APNs takes it. */
function isSigned({ signingInput, signature }: DecodedProviderToken, keyPem: string): boolean {
  const dsaEncoding = signature.length === 64 ? 'ieee-p1363' : 'der';
  const key = createPublicKey(keyPem);
  return verify('sha256', Buffer.from(signingInput), { key, dsaEncoding }, signature);
}

function credentialNeeded(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'There is no key to sign with.', zh: '未指定用于签名的密钥。' },
    {
      en: 'Name one with --credential, a .p8 file or the name of a kept key.',
      zh: '请使用 --credential 指定 .p8 文件或已保存的密钥名称。',
    },
  );
}

function certificateHasNoToken(name: string): AppError {
  return new AppError(
    'no-private-key',
    {
      en: `${name} is a push certificate; only an APNs key (.p8) signs provider tokens.`,
      zh: `${name} 是推送证书，只有 APNs 密钥（.p8）才能签发提供者令牌。`,
    },
    {
      en: 'A certificate needs no token: it proves itself in the TLS handshake.',
      zh: '证书不需要 token，它在 TLS 握手中完成身份验证。',
    },
  );
}

function notAToken(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'This is no provider token.', zh: '这不是有效的提供者令牌。' },
    {
      en: 'A token has three parts with dots between them, as in "authorization: bearer eyJ…".',
      zh: 'Token 由点号分隔的三部分组成，例如 “authorization: bearer eyJ…” 中的内容。',
    },
  );
}
