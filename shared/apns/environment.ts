import { AppError } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { ApnsPort, Environment } from './push.js';

/**
 * Apple's hosts. Channel management has its own port in each environment. Broadcasts go to the hosts for devices:
 * Apple's page names both those and `api-broadcast…`, but published clients use the former.
 *
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 * @see https://developer.apple.com/documentation/usernotifications/sending-channel-management-requests-to-apns
 */
export const APPLE_HOSTS = {
  sandbox: {
    push: 'api.sandbox.push.apple.com',
    management: 'https://api-manage-broadcast.sandbox.push.apple.com:2195',
  },
  production: {
    push: 'api.push.apple.com',
    management: 'https://api-manage-broadcast.push.apple.com:2196',
  },
} as const;

const DEFAULT_APNS_PORT: ApnsPort = 443;

export interface ApnsOrigins {
  /** `https://host:port`: devices and broadcasts. */
  readonly push: string;
  /** `https://host:port`: channel management. */
  readonly management: string;
}

/**
 * Returns the origins of an environment. The simulator is excluded: it has no fixed address.
 *
 * @throws {@link AppError} `bad-url` for a custom server whose address is not `https://host:port`.
 */
export function originsOf(environment: Exclude<Environment, { kind: 'simulator' }>): ApnsOrigins {
  if (environment.kind === 'custom') {
    const push = parseOrigin(environment.url);
    return {
      push,
      management: environment.managementUrl === undefined ? push : parseOrigin(environment.managementUrl),
    };
  }
  const hosts = APPLE_HOSTS[environment.kind];
  return {
    push: `https://${hosts.push}:${environment.port ?? DEFAULT_APNS_PORT}`,
    management: hosts.management,
  };
}

/**
 * Whether a host is a loopback name or address.
 *
 * @param host - As in a URL; an IPv6 address with or without its brackets.
 */
export function isThisMachine(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}

/** Returns the other one of Apple's two environments; `null` for the rest. */
export function otherEnvironment(environment: Environment): Environment | null {
  if (environment.kind === 'sandbox') return { ...environment, kind: 'production' };
  if (environment.kind === 'production') return { ...environment, kind: 'sandbox' };
  return null;
}

/**
 * Parses the address of a custom server.
 *
 * @returns `https://host:port`, always with an explicit port.
 * @throws {@link AppError} `bad-url`.
 */
export function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) {
    throw badUrl(text, {
      en: 'it is not an address',
      zh: '不是有效的地址',
    });
  }
  if (url.protocol !== 'https:') {
    throw badUrl(text, { en: 'APNs speaks only https', zh: 'APNs 只支持 https' });
  }
  if (url.username !== '' || url.password !== '') {
    throw badUrl(redactUserInfo(text), {
      en: 'APNs does not use a user name and password',
      zh: 'APNs 不使用用户名和密码',
    });
  }
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') {
    throw badUrl(text, {
      en: 'the path is added by Pushdeck',
      zh: '路径由 Pushdeck 自动添加',
    });
  }
  return `https://${url.hostname}:${url.port === '' ? '443' : url.port}`;
}

function redactUserInfo(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@');
}

function badUrl(text: string, why: { readonly en: string; readonly zh: string }): AppError {
  return new AppError(
    'bad-url',
    {
      en: `“${text}” cannot be the address of a push server: ${why.en}.`,
      zh: `“${text}”不能作为推送服务器地址：${why.zh}。`,
    },
    {
      en: 'Write it as https://host:port, for example https://127.0.0.1:2197.',
      zh: '请按 https://主机:端口 的形式填写，例如 https://127.0.0.1:2197。',
    },
  );
}

/** The name of an environment within a sentence: "the sandbox", "production". */
export function environmentInWords(environment: Environment): LocalizedText {
  switch (environment.kind) {
    case 'simulator':
      return { en: 'the simulator', zh: '模拟器' };
    case 'sandbox':
      return { en: 'the sandbox', zh: '沙盒环境' };
    case 'production':
      return { en: 'production', zh: '生产环境' };
    case 'custom':
      return { en: environment.url, zh: environment.url };
  }
}
