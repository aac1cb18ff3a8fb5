import { AppError } from '#shared/errors';
import { withArticle } from '#shared/text/words';

/**
 * The errors of reading and pairing credentials. Each names the file, so that several files dropped at once can be
 * told apart.
 */

export function passwordRequired(file: string): AppError {
  return new AppError(
    'password-required',
    { en: `${file} is protected by a password.`, zh: `${file} 受密码保护。` },
    {
      en: 'Enter the password that was chosen when the file was exported.',
      zh: '请输入导出该文件时设置的密码。',
    },
  );
}

export function wrongPassword(file: string): AppError {
  return new AppError(
    'wrong-password',
    { en: `The password does not open ${file}.`, zh: `密码无法打开 ${file}。` },
    {
      en: 'Check upper and lower case, the keyboard layout, and spaces at either end. It is the password of the export, not that of your Mac or Apple Account.',
      zh: '请检查大小写、键盘布局以及首尾空格。这里需要的是导出文件时设置的密码，而不是 Mac 或 Apple 账户的密码。',
    },
  );
}

export function emptyFile(file: string): AppError {
  return new AppError(
    'empty-file',
    { en: `${file} is empty.`, zh: `${file} 是空文件。` },
    { en: 'Download or export it again.', zh: '请重新下载或导出。' },
  );
}

export function fileTooLarge(file: string, sizeBytes: number, limitBytes: number): AppError {
  const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  return new AppError(
    'file-too-large',
    {
      en: `${file} has ${mib(sizeBytes)} MiB; no credential is larger than ${mib(limitBytes)} MiB.`,
      zh: `${file} 大小为 ${mib(sizeBytes)} MiB，而凭证文件不会超过 ${mib(limitBytes)} MiB。`,
    },
    { en: 'Choose the certificate or key itself.', zh: '请选择证书或密钥文件本身。' },
  );
}

export function truncated(file: string, cause?: unknown): AppError {
  return new AppError(
    'truncated',
    { en: `${file} is truncated: a part of it is missing.`, zh: `${file} 不完整：文件末尾缺失。` },
    { en: 'Download or copy it again, completely.', zh: '请重新完整地下载或复制该文件。' },
    { cause },
  );
}

export function corrupted(file: string, cause?: unknown): AppError {
  return new AppError(
    'corrupted',
    {
      en: `${file} looks like a certificate or key, but its contents are damaged.`,
      zh: `${file} 看起来是证书或密钥，但内容已损坏。`,
    },
    {
      en: 'Download or export it again. A file that went through a text editor or a mail program is often changed on the way.',
      zh: '请重新下载或导出。经文本编辑器或邮件转发的文件常常会被改动。',
    },
    { cause },
  );
}

/** A private key is there and cannot be read, whatever else the file holds. */
export function damagedKey(file: string, isCut: boolean, cause: unknown): AppError {
  return new AppError(
    isCut ? 'truncated' : 'corrupted',
    isCut
      ? {
          en: `The private key in ${file} ends too early: a part of it is missing.`,
          zh: `${file} 中的私钥不完整：末尾缺失。`,
        }
      : {
          en: `${file} holds a private key, but it is damaged and cannot be read.`,
          zh: `${file} 中包含私钥，但私钥已损坏，无法读取。`,
        },
    {
      en: 'Download or export it again. If the file is intact elsewhere, export it there with one password for file and key.',
      zh: '请重新下载或导出。如果文件在其他程序中可以正常打开，请在那里用同一密码（文件与私钥）重新导出。',
    },
    { cause },
  );
}

/** The password is right for the file, which its MAC proves, but it does not open the key. */
export function keyNotOpened(file: string): AppError {
  return new AppError(
    'wrong-password',
    {
      en: `The password opens ${file}, but not the private key in it: the key has a password of its own, or it is damaged.`,
      zh: `密码可以打开 ${file}，但无法打开其中的私钥：私钥另有密码，或已损坏。`,
    },
    {
      en: 'Export it again with one password for file and key.',
      zh: '请使用同一密码（文件与私钥）重新导出。',
    },
  );
}

export function notACredential(file: string): AppError {
  return new AppError(
    'not-a-credential',
    {
      en: `${file} contains no certificate, key or certificate request.`,
      zh: `${file} 中没有证书、密钥或证书请求。`,
    },
    {
      en: 'Use the .cer from Apple, a .p12 with its key, or the AuthKey_….p8 of your team.',
      zh: '请使用 Apple 提供的 .cer、包含私钥的 .p12，或团队的 AuthKey_….p8。',
    },
  );
}

/** @param what - The recognised format, with what to do instead. */
export function unsupportedFormat(file: string, what: ForeignFormat, cause?: unknown): AppError {
  return new AppError(
    'unsupported-format',
    { en: `${file} is ${what.en}.`, zh: `${file} 是${what.zh}。` },
    what.hint,
    { cause },
  );
}

export interface ForeignFormat {
  /** With its article: "a Java keystore". */
  readonly en: string;
  readonly zh: string;
  readonly hint: { readonly en: string; readonly zh: string };
}

/** @param algorithm - Object identifier or name of the algorithm. */
export function unknownEncryption(file: string, algorithm: string, cause?: unknown): AppError {
  return new AppError(
    'unsupported-format',
    {
      en: `${file} is encrypted with an algorithm that Pushdeck does not know (${algorithm}).`,
      zh: `${file} 使用了 Pushdeck 不支持的加密算法（${algorithm}）。`,
    },
    {
      en: 'Export it again with AES-256 or 3DES, for example from Keychain Access.',
      zh: '请使用 AES-256 或 3DES 重新导出，例如通过“钥匙串访问”。',
    },
    { cause },
  );
}

/** @param kind - Name of the key type, for example `Ed25519`. */
export function unsupportedKey(file: string, kind: string, cause?: unknown): AppError {
  return new AppError(
    'unsupported-key',
    {
      en: `${file} contains a key that APNs cannot use: ${kind}.`,
      zh: `${file} 中的密钥无法用于 APNs：${kind}。`,
    },
    {
      en: 'An APNs key is an EC P-256 key (AuthKey_….p8); certificates use RSA or EC P-256.',
      zh: 'APNs 密钥是 EC P-256 密钥（AuthKey_….p8）；证书使用 RSA 或 EC P-256。',
    },
    { cause },
  );
}

export function notAnApnsKey(file: string, kind: string): AppError {
  return new AppError(
    'unsupported-key',
    {
      en: `${file} contains ${withArticle(`${kind} key`)}; an APNs key is always EC P-256.`,
      zh: `${file} 中是 ${kind} 密钥，而 APNs 密钥只能是 EC P-256。`,
    },
    {
      en: 'Use the AuthKey_….p8 that was downloaded from Certificates, Identifiers & Profiles › Keys.',
      zh: '请使用从 “Certificates, Identifiers & Profiles › Keys” 下载的 AuthKey_….p8。',
    },
  );
}

export function severalKeys(file: string, count: number): AppError {
  return new AppError(
    'unsupported-key',
    {
      en: `${file} holds ${count} private keys; the file of an APNs key holds one.`,
      zh: `${file} 中有 ${count} 个私钥，而 APNs 密钥文件只包含一个。`,
    },
    {
      en: 'Put each key into a file of its own: the key ID belongs to one of them only.',
      zh: '请将每个密钥分别保存为单独的文件：密钥 ID 只对应其中一个。',
    },
  );
}

const LOOK_UP_IDS = {
  en: 'The key ID is in the file name AuthKey_<key ID>.p8, the team ID under Membership details of your developer account.',
  zh: '密钥 ID 在文件名 AuthKey_<密钥 ID>.p8 中，团队 ID 可在开发者账户的 “Membership details” 中查看。',
};

/** The key ID that was given is not the one that the file states. */
export function otherKeyId(file: string, given: string, own: string): AppError {
  return new AppError(
    'bad-signing-identity',
    {
      en: `The key ID ${given} was given, but ${file} says that its key ID is ${own}.`,
      zh: `给出的密钥 ID 是 ${given}，而 ${file} 表明其密钥 ID 是 ${own}。`,
    },
    {
      en: `Leave the key ID out to use ${own}. If the file was renamed by mistake, rename it back.`,
      zh: `不填写密钥 ID 即可使用 ${own}。如果文件名改错了，请改回原名。`,
    },
  );
}

/** The team ID that was given is not the one that the file states. */
export function otherTeamId(file: string, given: string, own: string): AppError {
  return new AppError(
    'bad-signing-identity',
    {
      en: `The team ID ${given} was given, but ${file} says that its team ID is ${own}.`,
      zh: `给出的团队 ID 是 ${given}，而 ${file} 表明其团队 ID 是 ${own}。`,
    },
    {
      en: `Leave the team ID out to use ${own}, or correct it in the file.`,
      zh: `不填写团队 ID 即可使用 ${own}，或在文件中更正。`,
    },
  );
}

/** Key ID and team ID look alike, and were given as one. */
export function sameIdTwice(file: string, id: string): AppError {
  return new AppError(
    'bad-signing-identity',
    {
      en: `${id} was given for ${file} both as the key ID and as the team ID; they are never the same.`,
      zh: `为 ${file} 给出的密钥 ID 和团队 ID 都是 ${id}，而两者不会相同。`,
    },
    LOOK_UP_IDS,
  );
}

export function keyIdAsTeamId(file: string, id: string): AppError {
  return new AppError(
    'bad-signing-identity',
    {
      en: `The team ID ${id} is the key ID of ${file}.`,
      zh: `给出的团队 ID ${id} 是 ${file} 的密钥 ID。`,
    },
    LOOK_UP_IDS,
  );
}

export function teamIdAsKeyId(file: string, id: string): AppError {
  return new AppError(
    'bad-signing-identity',
    {
      en: `The key ID ${id} is the team ID that ${file} states.`,
      zh: `给出的密钥 ID ${id} 是 ${file} 中写明的团队 ID。`,
    },
    LOOK_UP_IDS,
  );
}

export function publicKeyOnly(file: string): AppError {
  return new AppError(
    'no-private-key',
    {
      en: `${file} contains only a public key, which cannot sign.`,
      zh: `${file} 中只有公钥，无法用于签名。`,
    },
    {
      en: 'Use the file with the private key: AuthKey_….p8 or the .p12 that Keychain Access exports.',
      zh: '请使用含有私钥的文件：AuthKey_….p8，或“钥匙串访问”导出的 .p12。',
    },
  );
}

export function certificateInsteadOfKey(file: string): AppError {
  return new AppError(
    'no-private-key',
    {
      en: `${file} contains a certificate, not the private key of an APNs key.`,
      zh: `${file} 中是证书，而不是 APNs 密钥的私钥。`,
    },
    {
      en: 'An AuthKey_….p8 begins with "-----BEGIN PRIVATE KEY-----". If you meant the certificate, change its extension to .cer.',
      zh: 'AuthKey_….p8 以 “-----BEGIN PRIVATE KEY-----” 开头。如果确实要使用该证书，请将扩展名改为 .cer。',
    },
  );
}

export function certificateWithoutKey(file: string): AppError {
  return new AppError(
    'no-private-key',
    {
      en: `${file} contains a certificate without its private key, and no stored key matches it.`,
      zh: `${file} 只有证书而没有私钥，已保存的密钥中也没有与之匹配的。`,
    },
    {
      en: 'Drop the .p12 or .key that was created with the request, or create a new request here and have Apple issue the certificate again.',
      zh: '请拖入创建请求时生成的 .p12 或 .key；或者在此新建证书请求，并让 Apple 重新签发证书。',
    },
  );
}

export function noCertificate(file: string): AppError {
  return new AppError(
    'not-a-credential',
    { en: `${file} contains no certificate.`, zh: `${file} 中没有证书。` },
    {
      en: 'Use the .cer that Apple issued.',
      zh: '请提供 Apple 签发的 .cer。',
    },
  );
}

export function notAboveCertificate(file: string, certificate: string): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `${file} contains no certificate of the chain above the one in ${certificate}.`,
      zh: `${file} 中没有位于 ${certificate} 的证书之上的证书。`,
    },
    {
      en: 'Use the certificate of the authority that issued it, which the certificate names as its issuer.',
      zh: '请提供签发该证书的机构的证书；证书中的“颁发者”即为其名称。',
    },
  );
}

export function noPrivateKeyIn(file: string): AppError {
  return new AppError(
    'no-private-key',
    { en: `${file} contains no private key.`, zh: `${file} 中没有私钥。` },
    {
      en: 'Use the .p12 or .key that was created with the certificate request.',
      zh: '请提供创建证书请求时生成的 .p12 或 .key。',
    },
  );
}

export function authorityCertificate(file: string): AppError {
  return new AppError(
    'no-private-key',
    {
      en: `${file} contains only the certificate of an authority, which cannot be used to send.`,
      zh: `${file} 中只有证书颁发机构（CA）的证书，无法用于发送。`,
    },
    {
      en: 'Drop the push certificate itself. Its authority is not needed for sending.',
      zh: '请拖入推送证书本身；发送时不需要 CA 证书。',
    },
  );
}

export function requestInsteadOfCredential(file: string): AppError {
  return new AppError(
    'credential-incomplete',
    {
      en: `${file} is a certificate request, not a certificate yet.`,
      zh: `${file} 是证书请求，还不是证书。`,
    },
    {
      en: 'Upload it under Certificates, Identifiers & Profiles at developer.apple.com, and drop the .cer that comes back.',
      zh: '请在 developer.apple.com 的 “Certificates, Identifiers & Profiles” 中上传，并拖入下载得到的 .cer。',
    },
  );
}

/** @param isKept - The key is in the vault, and what is missing can follow. */
export function keyWithoutCertificate(file: string, isKept: boolean): AppError {
  if (!isKept) {
    return new AppError(
      'credential-incomplete',
      {
        en: `${file} holds a private key without its certificate, so nothing can be sent with it alone.`,
        zh: `${file} 只有私钥而没有证书，无法单独用于发送。`,
      },
      {
        en: 'Give its certificate too (--cert with --key, or a .p12 with both). If it is an APNs key, give its key ID and team ID.',
        zh: '请同时提供其证书（--cert 和 --key，或包含两者的 .p12）。如果它是 APNs 密钥，请提供密钥 ID 和团队 ID。',
      },
    );
  }
  return new AppError(
    'credential-incomplete',
    {
      en: `${file} contains a private key without its certificate. The key is stored until the certificate is added.`,
      zh: `${file} 只有私钥而没有证书。私钥已保存，等待对应的证书。`,
    },
    {
      en: 'Drop the .cer that Apple issued for this key; the two are paired automatically.',
      zh: '请拖入 Apple 为该私钥签发的 .cer，两者会自动配对。',
    },
  );
}

/** @param missing - What is missing to use the APNs key. */
export function apnsKeyIncomplete(
  file: string,
  missing: 'key ID' | 'team ID' | 'key ID and team ID',
): AppError {
  const zh = { 'key ID': '密钥 ID', 'team ID': '团队 ID', 'key ID and team ID': '密钥 ID 和团队 ID' }[
    missing
  ];
  return new AppError(
    'credential-incomplete',
    {
      en: `${file} is an APNs key; its ${missing} ${missing === 'key ID and team ID' ? 'are' : 'is'} missing.`,
      zh: `${file} 是 APNs 密钥，还缺少${zh}。`,
    },
    {
      en: 'Both have ten letters and digits. The key ID is in the file name AuthKey_<key ID>.p8, the team ID under Membership details of your developer account. If it is the key of a certificate instead, drop it together with its .cer.',
      zh: '两者均为十位字母和数字。密钥 ID 在文件名 AuthKey_<密钥 ID>.p8 中，团队 ID 可在开发者账户的 “Membership details” 中查看。如果它是某个证书的私钥，请与对应的 .cer 一起拖入。',
    },
  );
}

/** Both fingerprints are of public keys (SHA-256 of the SubjectPublicKeyInfo), not of secrets. */
export function keyMismatch(file: string, certificateSpki: string, keySpki: string): AppError {
  return new AppError(
    'key-certificate-mismatch',
    {
      en: `The private key does not belong to the certificate in ${file}: the certificate was issued for public key ${certificateSpki}, the private key has ${keySpki}.`,
      zh: `私钥与 ${file} 中的证书不匹配：证书对应的公钥指纹为 ${certificateSpki}，私钥的公钥指纹为 ${keySpki}。`,
    },
    {
      en: 'Use the key that was created with the certificate request, or request a new certificate for this key.',
      zh: '请使用创建证书请求时生成的私钥，或为该私钥重新申请证书。',
    },
  );
}

export function credentialNotFound(id: string): AppError {
  return new AppError(
    'credential-not-found',
    { en: `There is no credential "${id}".`, zh: `没有名为 “${id}” 的凭证。` },
    { en: 'Choose one from the list, or add the file again.', zh: '请从列表中选择，或重新添加文件。' },
  );
}

export function sampleIsFixed(id: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `"${id}" belongs to the simulator and cannot be changed.`, zh: `“${id}” 属于模拟器，无法更改。` },
    { en: 'Add a credential of your own instead.', zh: '请添加你自己的凭证。' },
  );
}

export function ambiguousName(name: string, count: number): AppError {
  return new AppError(
    'bad-argument',
    { en: `${count} credentials are called "${name}".`, zh: `有 ${count} 个名为“${name}”的凭证。` },
    {
      en: 'Use its ID instead, which "pushdeck credentials list" shows.',
      zh: '请使用 ID 指定，可通过 “pushdeck credentials list” 查看。',
    },
  );
}
