import { APPLE_HOSTS } from '../apns/environment.js';
import { CHANNEL_ID_HEADER } from '../apns/header-table.js';
import type { Environment, HeaderField } from '../apns/push.js';
import { carriesSecret } from '../apns/secret-headers.js';
import { headersFromWire } from '../apns/wire-headers.js';
import { AppError } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import { shellWords } from '../text/shell-words.js';
import type { ImportedPreset } from './import-preset.js';
import { newPreset, type PresetTarget } from './preset.js';

/** Options of curl that take a value which means nothing for a push; the others that do are named below. */
const OPTIONS_WITH_VALUE = new Set([
  '-X',
  '--request',
  '-o',
  '--output',
  '-w',
  '--write-out',
  '-A',
  '--user-agent',
  '-m',
  '--max-time',
  '--connect-timeout',
  '-x',
  '--proxy',
  '--resolve',
  '--cacert',
  '--capath',
  '-E',
  '--cert',
  '--key',
  '--cert-type',
  '--key-type',
  '--pass',
  '-u',
  '--user',
  '-b',
  '--cookie',
  '-e',
  '--referer',
  '--retry',
  '-D',
  '--dump-header',
  '--ciphers',
  '--tls-max',
  '--proxy-user',
  '-U',
  '--oauth2-bearer',
]);
const HEADER_OPTIONS = new Set(['-H', '--header']);
const DATA_OPTIONS = new Set(['-d', '--data', '--data-raw', '--data-binary', '--data-ascii', '--json']);
const URL_OPTION = '--url';

interface CurlCommand {
  readonly url: string | null;
  readonly headers: readonly HeaderField[];
  readonly data: readonly { readonly text: string; readonly isFile: boolean }[];
}

/** True for a text that wants to be a curl command. */
export function looksLikeCurl(text: string): boolean {
  return /^\s*(?:\$\s+)?curl(?:\.exe)?\s/.test(text);
}

/**
 * A pasted `curl` command as a preset. The authorization header is left out, and said to be.
 *
 * @throws AppError `bad-argument` when it is no push to APNs.
 */
export function importCurl(text: string): ImportedPreset {
  const words = shellWords(text.trim().replace(/^\$\s+/, ''));
  if (words === null) throw notImportable('a quote in it is not closed', '其中有未闭合的引号');
  const { url, headers, data } = readCommand(words.slice(1));
  if (url === null) throw notImportable('it names no address', '其中没有地址');
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null) throw notImportable(`“${url}” is not an address`, `“${url}”不是有效的地址`);
  const target = targetOf(address, headers);
  if (target === null) {
    throw notImportable(
      `its path ${address.pathname} is neither /3/device/… nor /4/broadcasts/apps/…`,
      `路径 ${address.pathname} 既不是 /3/device/…，也不是 /4/broadcasts/apps/…`,
    );
  }
  const notes: LocalizedText[] = [];
  const secrets = headers.filter(carriesSecret).map(({ name }) => name);
  if (secrets.includes('authorization')) notes.push(AUTHORIZATION_LEFT_OUT);
  const others = secrets.filter((name) => name !== 'authorization');
  if (others.length > 0) notes.push(secretsLeftOut(others));
  const file = data.find(({ isFile }) => isFile);
  if (file !== undefined) notes.push(payloadInFile(file.text));
  const topic = headers.find(({ name }) => name === 'apns-topic')?.value;
  return {
    preset: newPreset({
      name: `curl ${topic ?? address.hostname}`,
      environment: environmentOf(address),
      headers: headersFromWire(headers),
      targets: [target],
      payload: file === undefined ? data.map((part) => part.text).join('&') : '{}',
    }),
    notes,
  };
}

function readCommand(words: readonly string[]): CurlCommand {
  let url: string | null = null;
  const headers: HeaderField[] = [];
  const data: { readonly text: string; readonly isFile: boolean }[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const { option, value, joined } = splitOption(words[index] ?? '');
    const argument = (): string => {
      if (joined) return value;
      index += 1;
      return words[index] ?? '';
    };
    if (HEADER_OPTIONS.has(option)) headers.push(...headerOf(argument()));
    else if (DATA_OPTIONS.has(option)) {
      const given = argument();
      // --data-raw knows no files.
      const isFile = option !== '--data-raw' && given.startsWith('@');
      data.push({ text: isFile ? given.slice(1) : given, isFile });
    } else if (option === URL_OPTION) url = argument();
    else if (OPTIONS_WITH_VALUE.has(option)) argument();
    else if (!option.startsWith('-')) url ??= withScheme(option);
  }
  return { url, headers, data };
}

/** `-Hname`, `--header=name` and `-H name` alike. */
function splitOption(word: string): {
  readonly option: string;
  readonly value: string;
  readonly joined: boolean;
} {
  const long = /^(--[\w-]+)=([\s\S]*)$/.exec(word);
  if (long !== null) return { option: long[1] ?? '', value: long[2] ?? '', joined: true };
  const short = /^(-[HdXoEu])([\s\S]+)$/.exec(word);
  if (short !== null) return { option: short[1] ?? '', value: short[2] ?? '', joined: true };
  return { option: word, value: '', joined: false };
}

function headerOf(line: string): readonly HeaderField[] {
  const empty = /^([^:;\s]+);$/.exec(line.trim());
  if (empty !== null) return [{ name: (empty[1] ?? '').toLowerCase(), value: '' }];
  const colon = line.indexOf(':');
  if (colon <= 0) return [];
  return [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() }];
}

function withScheme(address: string): string {
  return address.includes('://') ? address : `https://${address}`;
}

function targetOf(address: URL, headers: readonly HeaderField[]): PresetTarget | null {
  const device = /^\/3\/device\/([^/]+)$/.exec(address.pathname);
  if (device !== null) return { kind: 'token', token: decoded(device[1] ?? '') };
  const broadcast = /^\/4\/broadcasts\/apps\/([^/]+)$/.exec(address.pathname);
  if (broadcast === null) return null;
  const channelId = headers.find(({ name }) => name === CHANNEL_ID_HEADER)?.value ?? '';
  return { kind: 'channel', bundleId: decoded(broadcast[1] ?? ''), channelId };
}

/** A percent sign that begins no character is one itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function environmentOf(address: URL): Environment {
  for (const kind of ['sandbox', 'production'] as const) {
    // The name that Apple used before.
    const hosts: readonly string[] = [
      APPLE_HOSTS[kind].push,
      ...(kind === 'sandbox' ? [OLD_SANDBOX_HOST] : []),
    ];
    if (hosts.includes(address.hostname)) return address.port === '2197' ? { kind, port: 2197 } : { kind };
  }
  return { kind: 'custom', url: `https://${address.host}` };
}

const OLD_SANDBOX_HOST = 'api.development.push.apple.com';

const AUTHORIZATION_LEFT_OUT: LocalizedText = {
  en: 'The authorization header was left out: choose a credential instead.',
  zh: '已忽略 authorization 标头，请改为选择凭证。',
};

function secretsLeftOut(names: readonly string[]): LocalizedText {
  return {
    en: `Left out, because a preset holds no secret: ${names.join(', ')}.`,
    zh: `预设不保存机密信息，已忽略：${names.join('、')}。`,
  };
}

function payloadInFile(name: string): LocalizedText {
  return {
    en: `The payload is in the file ${name}, which is not part of the command: paste its content.`,
    zh: `载荷位于文件 ${name} 中，命令本身不包含其内容，请粘贴该文件的内容。`,
  };
}

function notImportable(why: string, whyZh: string): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `This curl command cannot be taken over: ${why}.`,
      zh: `无法导入此 curl 命令：${whyZh}。`,
    },
    {
      en: 'Paste the whole command, with an address like https://api.push.apple.com/3/device/TOKEN.',
      zh: '请粘贴完整的命令，地址形如 https://api.push.apple.com/3/device/TOKEN。',
    },
  );
}
