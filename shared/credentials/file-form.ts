import { AppError } from '../errors.js';
import type { CredentialKind } from './inspection.js';

/**
 * What a file or a kept credential can be written as. `key`: the private key as PEM; `der`: the certificate, else
 * the key, in binary.
 */
export const CONVERSION_FORMATS = ['p12', 'pem', 'der', 'key'] as const;
export type ConversionFormat = (typeof CONVERSION_FORMATS)[number];

/** The formats to offer for what is kept, the usual one first. */
export const FORMATS_OF_KIND: Readonly<
  Record<CredentialKind, readonly [ConversionFormat, ...ConversionFormat[]]>
> = {
  identity: ['p12', 'pem', 'der', 'key'],
  certificate: ['pem', 'der'],
  // Keychain Access exports a lone key as .p12, and some tools take it in that form only.
  'private-key': ['key', 'p12'],
  'apns-key': ['key'],
  'certificate-request': ['pem', 'der'],
};

/**
 * What a file of this ending may hold, the usual form first; the longest ending that fits counts. An ending that
 * is not here promises nothing.
 */
const FORMS_OF_ENDING: readonly (readonly [
  ending: string,
  forms: readonly [ConversionFormat, ...ConversionFormat[]],
])[] = [
  ['.key.pem', ['key']],
  ['.pem', ['pem', 'key']],
  ['.p12', ['p12']],
  ['.pfx', ['p12']],
  ['.key', ['key', 'der']],
  ['.p8', ['key']],
  ['.cer', ['der', 'pem']],
  ['.crt', ['der', 'pem']],
  ['.der', ['der']],
  ['.certsigningrequest', ['pem', 'der']],
  ['.csr', ['pem', 'der']],
];

/**
 * The form to write a credential in.
 *
 * @param asked - The form that was asked for, which the name of the file must not contradict.
 * @throws AppError `bad-argument` when it does, or when such a file cannot hold this kind of credential.
 */
export function formFor(kind: CredentialKind, fileName: string, asked?: ConversionFormat): ConversionFormat {
  const [ending, forms] = endingOf(fileName) ?? ['', null];
  if (asked !== undefined) refuseContradiction(fileName, asked);
  const form = asked ?? forms?.[0] ?? FORMATS_OF_KIND[kind][0];
  if (!suits(kind, ending, form)) throw unsuitable(kind, fileName, form);
  return form;
}

/** @throws AppError `bad-argument` for a name that promises another form. */
export function refuseContradiction(fileName: string, form: ConversionFormat): void {
  const [ending, forms] = endingOf(fileName) ?? ['', null];
  if (forms === null || forms.includes(form)) return;
  throw new AppError(
    'bad-argument',
    {
      en: `${fileName} would hold ${FORM_WORDS[form].en}, which is not what ${ending} stands for.`,
      zh: `${fileName} 的内容将是${FORM_WORDS[form].zh}，与扩展名 ${ending} 不符。`,
    },
    {
      en: `Name it with the ending ${USUAL_ENDING[form]}, or choose the form ${forms.join(' or ')}.`,
      zh: `请使用扩展名 ${USUAL_ENDING[form]}，或选择格式 ${forms.join(' 或 ')}。`,
    },
  );
}

const FORM_WORDS = {
  pem: { en: 'PEM text', zh: ' PEM 文本' },
  key: { en: 'a private key as PEM text', zh: ' PEM 文本形式的私钥' },
  der: { en: 'binary DER', zh: '二进制 DER' },
  p12: { en: 'a PKCS#12 container', zh: ' PKCS#12 容器' },
} as const satisfies Record<ConversionFormat, unknown>;

const USUAL_ENDING: Readonly<Record<ConversionFormat, string>> = {
  pem: '.pem',
  key: '.key.pem',
  der: '.cer',
  p12: '.p12',
};

function endingOf(fileName: string): (typeof FORMS_OF_ENDING)[number] | undefined {
  const lower = fileName.toLowerCase();
  return FORMS_OF_ENDING.find(([ending]) => lower.endsWith(ending));
}

const CERTIFICATE_ENDINGS: ReadonlySet<string> = new Set(['.cer', '.crt']);
const REQUEST_ENDINGS: ReadonlySet<string> = new Set(['.csr', '.certsigningrequest']);

function suits(kind: CredentialKind, ending: string, form: ConversionFormat): boolean {
  const holdsCertificate = kind === 'identity' || kind === 'certificate';
  if (REQUEST_ENDINGS.has(ending)) return kind === 'certificate-request';
  if (CERTIFICATE_ENDINGS.has(ending) && !holdsCertificate) return false;
  if (ending === '.p8' && holdsCertificate) return false;
  // PEM and DER hold whatever there is.
  return form === 'pem' || form === 'der' || FORMATS_OF_KIND[kind].includes(form);
}

const KIND_WORDS: Readonly<Record<CredentialKind, { readonly en: string; readonly zh: string }>> = {
  identity: { en: 'A certificate with its private key', zh: '带私钥的证书' },
  certificate: { en: 'A certificate without its private key', zh: '不带私钥的证书' },
  'private-key': { en: 'A private key that has no certificate yet', zh: '尚无证书的私钥' },
  'apns-key': { en: 'An APNs key', zh: 'APNs 密钥' },
  'certificate-request': { en: 'A certificate request', zh: '证书请求' },
};

const SUITABLE_ENDINGS: Readonly<Record<CredentialKind, string>> = {
  identity: '.p12, .pem, .cer',
  certificate: '.pem, .cer',
  'private-key': '.key, .pem, .p12',
  'apns-key': '.p8, .pem',
  'certificate-request': '.certSigningRequest, .pem, .der',
};

function unsuitable(kind: CredentialKind, fileName: string, form: ConversionFormat): AppError {
  const { en, zh } = KIND_WORDS[kind];
  return new AppError(
    'bad-argument',
    {
      en: `${en} cannot be written to ${fileName}${form === 'p12' ? ' as PKCS#12' : ''}.`,
      zh: `${zh}无法写入 ${fileName}${form === 'p12' ? '（PKCS#12）' : ''}。`,
    },
    {
      en: `Name the file with one of these endings: ${SUITABLE_ENDINGS[kind]}.`,
      zh: `请使用以下扩展名之一：${SUITABLE_ENDINGS[kind].replaceAll(', ', '、')}。`,
    },
  );
}
