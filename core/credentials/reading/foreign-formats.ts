import type { ForeignFormat } from '../material/credential-errors.js';

interface BinarySignature extends ForeignFormat {
  /** The first octets, as hex. */
  readonly starts: string;
}

interface TextSignature extends ForeignFormat {
  readonly pattern: RegExp;
}

const CHOOSE_CREDENTIAL = {
  en: 'Use the .cer from Apple, a .p12 with its key, or the AuthKey_….p8 of your team.',
  zh: '请使用 Apple 提供的 .cer、包含私钥的 .p12，或团队的 AuthKey_….p8。',
};

const OPENPGP: ForeignFormat = {
  en: 'an OpenPGP file',
  zh: ' OpenPGP 文件',
  hint: {
    en: 'APNs does not use OpenPGP keys. Decrypt it first if it is an encrypted copy of a credential.',
    zh: 'APNs 不使用 OpenPGP 密钥。如果它是加密保存的凭证，请先解密。',
  },
};

const SSH: ForeignFormat = {
  en: 'an SSH key',
  zh: ' SSH 密钥',
  hint: {
    en: 'APNs does not use SSH keys. Use the AuthKey_….p8, or the .p12 that belongs to your push certificate.',
    zh: 'APNs 不使用 SSH 密钥。请使用 AuthKey_….p8，或推送证书对应的 .p12。',
  },
};

const CONVERT_KEYSTORE = {
  en: 'Convert it first: keytool -importkeystore -srckeystore FILE -destkeystore identity.p12 -deststoretype PKCS12',
  zh: '请先转换：keytool -importkeystore -srckeystore FILE -destkeystore identity.p12 -deststoretype PKCS12',
};

const IMAGE = (kind: string): ForeignFormat => ({
  en: `a ${kind} image`,
  zh: ` ${kind} 图片`,
  hint: CHOOSE_CREDENTIAL,
});

const BINARY_SIGNATURES: readonly BinarySignature[] = [
  { starts: 'feedfeed', en: 'a Java keystore (JKS)', zh: ' Java 密钥库（JKS）', hint: CONVERT_KEYSTORE },
  { starts: 'cececece', en: 'a Java keystore (JCEKS)', zh: ' Java 密钥库（JCEKS）', hint: CONVERT_KEYSTORE },
  { starts: 'ffd8ff', ...IMAGE('JPEG') },
  { starts: '89504e470d0a1a0a', ...IMAGE('PNG') },
  { starts: '47494638', ...IMAGE('GIF') },
  { starts: '25504446', en: 'a PDF document', zh: ' PDF 文档', hint: CHOOSE_CREDENTIAL },
  {
    starts: '504b0304',
    en: 'a ZIP archive',
    zh: ' ZIP 压缩包',
    hint: { en: 'Unpack it and choose the file inside.', zh: '请先解压，再选择其中的文件。' },
  },
  {
    starts: '1f8b',
    en: 'a gzip archive',
    zh: ' gzip 压缩包',
    hint: { en: 'Unpack it and choose the file inside.', zh: '请先解压，再选择其中的文件。' },
  },
  {
    starts: '6b79636800',
    en: 'a macOS keychain',
    zh: ' macOS 钥匙串文件',
    hint: {
      en: 'Open it in Keychain Access and export the certificate with its key as .p12.',
      zh: '请在“钥匙串访问”中打开，并将证书连同私钥导出为 .p12。',
    },
  },
  {
    starts: '53514c69746520666f726d617420',
    en: 'an SQLite database',
    zh: ' SQLite 数据库',
    hint: CHOOSE_CREDENTIAL,
  },
  { starts: '62706c697374', en: 'a property list', zh: '属性列表（plist）', hint: CHOOSE_CREDENTIAL },
];

const TEXT_SIGNATURES: readonly TextSignature[] = [
  { pattern: /-----BEGIN PGP [A-Z ]+-----/, ...OPENPGP },
  { pattern: /-----BEGIN OPENSSH PRIVATE KEY-----|---- BEGIN SSH2 /, ...SSH },
  { pattern: /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+) AAAA/m, ...SSH },
  { pattern: /^PuTTY-User-Key-File-\d/, ...SSH, en: 'a PuTTY (SSH) key', zh: ' PuTTY（SSH）密钥' },
  {
    pattern: /^\s*<\?xml[^]{0,400}<plist|^\s*<plist/,
    en: 'a property list',
    zh: '属性列表（plist）',
    hint: CHOOSE_CREDENTIAL,
  },
  {
    pattern: /^\s*<(?:!doctype html|html)/i,
    en: 'a web page',
    zh: '网页',
    hint: {
      en: 'The download was probably answered by a sign-in page. Sign in and download the file again.',
      zh: '下载时可能返回的是登录页面。请登录后重新下载。',
    },
  },
  {
    pattern: /"type"\s*:\s*"service_account"/,
    en: 'a Google service account key (used by Firebase)',
    zh: ' Google 服务账号密钥（用于 Firebase）',
    hint: {
      en: 'It sends through Firebase, not through APNs. Use an AuthKey_….p8 or a push certificate from Apple.',
      zh: '它用于 Firebase，而不是 APNs。请使用 Apple 的 AuthKey_….p8 或推送证书。',
    },
  },
];

/** Recognises formats that are dropped by mistake and are not APNs credentials. */
export function recogniseForeignBinary(bytes: Buffer): ForeignFormat | undefined {
  const start = bytes.toString('hex', 0, 16);
  const signature = BINARY_SIGNATURES.find(({ starts }) => start.startsWith(starts));
  return signature ?? (isBinaryOpenPgp(bytes) ? OPENPGP : undefined);
}

export function recogniseForeignText(text: string): ForeignFormat | undefined {
  return TEXT_SIGNATURES.find(({ pattern }) => pattern.test(text));
}

/** Packet tags 5, 6, 1 and 3 in both header formats, followed by an existing version (RFC 9580 §4.2, §5). */
function isBinaryOpenPgp(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0;
  if ((first & 0x80) === 0) return false;
  const newFormat = (first & 0x40) !== 0;
  const tag = newFormat ? first & 0x3f : (first >> 2) & 0x0f;
  if (![1, 3, 5, 6].includes(tag)) return false;
  const lengthOctets = newFormat ? newLengthOctets(bytes[1] ?? 0) : [1, 2, 4, 0][first & 3];
  const version = bytes[1 + (lengthOctets ?? 0)];
  return version !== undefined && version >= 3 && version <= 6;
}

function newLengthOctets(first: number): number {
  if (first < 192) return 1;
  return first === 255 ? 5 : 2;
}

export const PROVISIONING_PROFILE: ForeignFormat = {
  en: 'a provisioning profile',
  zh: '描述文件（Provisioning Profile）',
  hint: {
    en: 'A profile is for building apps. Pushes need a push certificate with its key (.p12) or an AuthKey_….p8.',
    zh: '描述文件用于构建 App。发送推送需要带私钥的推送证书（.p12）或 AuthKey_….p8。',
  },
};

export const SIGNED_PKCS12: ForeignFormat = {
  en: 'a .p12 that is protected by public keys instead of a password',
  zh: '使用公钥（而非密码）保护的 .p12',
  hint: { en: 'Export it again with a password.', zh: '请使用密码重新导出。' },
};

export const CMS_WITHOUT_CERTIFICATES: ForeignFormat = {
  en: 'a CMS message without certificates',
  zh: '不含证书的 CMS 消息',
  hint: CHOOSE_CREDENTIAL,
};

export const REVOCATION_LIST: ForeignFormat = {
  en: 'a certificate revocation list',
  zh: '证书吊销列表（CRL）',
  hint: CHOOSE_CREDENTIAL,
};
