import { BlockList, isIP } from 'node:net';
import { isThisMachine } from '#shared/apns/environment';
import { AppError } from '#shared/errors';

/** A proxy that opens tunnels with CONNECT. Contains a secret: never log it, use {@link Proxy.label}. */
export interface Proxy {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** The value of `proxy-authorization`; `null` when the address names no user. */
  readonly authorization: string | null;
  /** `host:port`, safe to show and to log. */
  readonly label: string;
}

/** The variables that curl and most tools read, in order of precedence. */
const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * The proxy for a host: the user's setting wins, then the environment. `direct` as a setting means none.
 *
 * @param setting - `http://user:password@host:port`, or `null` to use the environment variables.
 * @param env - The process's environment variables; `NO_PROXY` is respected, and this machine is never reached
 *   through a proxy from the environment.
 * @throws {@link AppError} `bad-url` for an address that is not an HTTP proxy.
 */
export function proxyFor(
  target: { readonly host: string; readonly port: number },
  setting: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Proxy | null {
  if (setting !== null && setting !== '') return setting === 'direct' ? null : parseProxy(setting);
  const named = PROXY_VARIABLES.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  if (named === undefined || isThisMachine(target.host)) return null;
  if (bypasses(target, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return null;
  return parseProxy(named);
}

/** @throws {@link AppError} `bad-url`; the message never repeats the password. */
export function parseProxy(text: string): Proxy {
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.hostname === '' || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const shown = address.replace(/\/\/[^@/]*@/, '//…@');
    const socks = url?.protocol.startsWith('socks') === true;
    throw new AppError(
      'bad-url',
      socks
        ? {
            en: `“${shown}” is a SOCKS proxy; Pushdeck supports HTTP proxies only.`,
            zh: `“${shown}”是 SOCKS 代理，Pushdeck 只支持 HTTP 代理。`,
          }
        : { en: `“${shown}” is not a proxy address.`, zh: `“${shown}”不是代理地址。` },
      {
        en: 'Enter it as http://host:port or http://user:password@host:port.',
        zh: '请按 http://主机:端口 或 http://用户名:密码@主机:端口 的形式填写。',
      },
    );
  }
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const user = decode(url.username);
  const password = decode(url.password);
  const authorization =
    user === '' && password === ''
      ? null
      : `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  return { secure, host, port, authorization, label: `${host}:${port}` };
}

/** True when `NO_PROXY` matches the target: exact host, domain suffix, `host:port`, address range or `*`. */
export function bypasses(target: { readonly host: string; readonly port: number }, noProxy: string): boolean {
  const host = target.host.toLowerCase();
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || inRange(host, entry) || matchesName(host, target.port, entry));
}

function matchesName(host: string, port: number, entry: string): boolean {
  const withPort = /^(.+?):(\d+)$/.exec(entry);
  const hasPort = withPort !== null && isIP(entry) === 0;
  if (hasPort && Number(withPort[2]) !== port) return false;
  const name = (hasPort ? (withPort[1] ?? '') : entry).replace(/^\*?\./, '').replace(/^\[(.*)\]$/, '$1');
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function inRange(host: string, entry: string): boolean {
  const [network, prefix] = entry.split('/');
  const family = isIP(host);
  if (network === undefined || prefix === undefined || family === 0 || isIP(network) !== family) return false;
  const bits = Number(prefix);
  if (!/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, bits, kind);
  return list.check(host, kind);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
