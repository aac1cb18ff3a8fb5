import type { ErrorCode } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import { SET_THE_CLOCK } from './clock.js';
import { APPLE_HOSTS } from './environment.js';
import { type ConnectionFacts, isConnectingToProxy, quotedDetail } from './failure-facts.js';
import { NO_ALPN } from './http2-failures.js';
import type { ConnectionStep } from './push.js';

/** Describes one way in which a connection attempt can fail. */
export interface DialFailureRow {
  readonly step: ConnectionStep;
  /** Matched against code and detail together; the codes differ between OpenSSL, BoringSSL and Node versions. */
  readonly pattern: RegExp;
  /** Defaults to the code of the step. */
  readonly code?: ErrorCode;
  readonly message: (facts: ConnectionFacts) => LocalizedText;
  readonly hint: (facts: ConnectionFacts) => LocalizedText;
}

const always = (words: LocalizedText) => (): LocalizedText => words;

/** Hint for a server or proxy that cannot be reached. */
export function unreachableHint(facts: ConnectionFacts): LocalizedText {
  if (isConnectingToProxy(facts)) {
    return {
      en: 'Check the address of the proxy, and that this machine can reach it.',
      zh: '请检查代理地址，并确认本机可以连接到该代理。',
    };
  }
  const isApns = Object.values(APPLE_HOSTS).some(({ push }) => push === facts.host);
  if (!isApns) {
    return {
      en: 'Check that the server is running, and that no firewall is in the way.',
      zh: '请确认服务器正在运行，且没有防火墙阻拦。',
    };
  }
  const otherPort = facts.port === 2197 ? 443 : 2197;
  return {
    en: `A firewall may be in the way. APNs also listens on port ${otherPort}: choose it, or set a proxy in the settings.`,
    zh: `可能有防火墙阻拦。APNs 也监听 ${otherPort} 端口：可改用该端口，或在设置中配置代理。`,
  };
}

const CHECK_THE_CLOCK: LocalizedText = {
  en: `Check this machine's date and time. ${SET_THE_CLOCK.en}`,
  zh: `请检查本机的日期和时间。${SET_THE_CLOCK.zh}`,
};

const NEW_CERTIFICATE: LocalizedText = {
  en: 'Create a new push certificate in the developer account and import it, or use an APNs key (.p8), which does not expire.',
  zh: '请在开发者账号中重新创建推送证书并导入，或改用不会过期的 APNs 密钥（.p8）。',
};

/** The first row that matches step and pattern wins. */
export const DIAL_FAILURES: readonly DialFailureRow[] = [
  {
    step: 'dns',
    pattern: /EAI_AGAIN/,
    message: ({ host }) => ({
      en: `The address of ${host} could not be looked up: the name server did not answer.`,
      zh: `无法查询 ${host} 的地址：DNS 服务器没有响应。`,
    }),
    hint: (facts) =>
      isConnectingToProxy(facts)
        ? unreachableHint(facts)
        : {
            en: 'Check that this machine is online; behind a company network, set the proxy.',
            zh: '请检查网络连接；如果在公司网络内，请配置代理。',
          },
  },
  {
    step: 'dns',
    pattern: /./,
    message: ({ host }) => ({
      en: `There is no host called ${host}, or this network does not resolve its name.`,
      zh: `找不到主机 ${host}，或当前网络不允许解析该域名。`,
    }),
    hint: (facts) =>
      isConnectingToProxy(facts)
        ? unreachableHint(facts)
        : {
            en: 'Check the spelling of the address and that this machine is online; behind a company network, set the proxy.',
            zh: '请检查地址拼写和网络连接；如果在公司网络内，请配置代理。',
          },
  },
  {
    step: 'tcp',
    pattern: /ECONNREFUSED/,
    message: ({ host, port }) => ({
      en: `${host} refused the connection to port ${port}: nothing is listening there.`,
      zh: `${host} 拒绝了到端口 ${port} 的连接：该端口没有服务在监听。`,
    }),
    hint: (facts) =>
      isConnectingToProxy(facts)
        ? unreachableHint(facts)
        : {
            en: 'Check the port, and that the server is running.',
            zh: '请检查端口是否正确，以及服务器是否已启动。',
          },
  },
  {
    step: 'tcp',
    pattern: /ETIMEDOUT/,
    message: ({ host, port }) => ({
      en: `${host} did not answer on port ${port}.`,
      zh: `${host} 的端口 ${port} 没有响应。`,
    }),
    hint: unreachableHint,
  },
  {
    step: 'tcp',
    pattern: /EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL/,
    message: ({ host }) => ({
      en: `There is no route from this machine to ${host}.`,
      zh: `本机没有到 ${host} 的网络路由。`,
    }),
    hint: always({
      en: 'Check that this machine is online and that your VPN, if any, is connected.',
      zh: '请检查网络连接，以及 VPN（如有）是否已连上。',
    }),
  },
  {
    step: 'tcp',
    pattern: /./,
    message: (facts) => ({
      en: `Could not connect to ${facts.host} port ${facts.port}${quotedDetail(facts)}.`,
      zh: `无法连接 ${facts.host} 的端口 ${facts.port}${quotedDetail(facts)}。`,
    }),
    hint: unreachableHint,
  },
  {
    step: 'proxy',
    pattern: /^\s*407\b/,
    message: ({ proxy = '' }) => ({
      en: `The proxy ${proxy} requires a user name and password, and did not accept the ones it got.`,
      zh: `代理 ${proxy} 需要用户名和密码，且未接受当前提供的内容。`,
    }),
    hint: always({
      en: 'Put them in the proxy address, http://user:password@host:port, with special characters percent-encoded (@ as %40).',
      zh: '请写在代理地址中：http://用户名:密码@主机:端口；特殊字符需百分号编码（@ 写作 %40）。',
    }),
  },
  {
    step: 'proxy',
    pattern: /^\s*403\b/,
    message: ({ proxy = '', host, port }) => ({
      en: `The proxy ${proxy} does not allow a tunnel to ${host} port ${port}.`,
      zh: `代理 ${proxy} 不允许建立到 ${host} 端口 ${port} 的隧道。`,
    }),
    hint: always({
      en: 'Ask your administrator to allow CONNECT to this host and port; many proxies allow only 443.',
      zh: '请联系管理员放行到该主机和端口的 CONNECT；许多代理只允许 443 端口。',
    }),
  },
  {
    step: 'proxy',
    pattern: /./,
    message: (facts) => ({
      en: `The proxy ${facts.proxy ?? ''} did not open a tunnel to ${facts.host}${quotedDetail(facts)}.`,
      zh: `代理 ${facts.proxy ?? ''} 未能建立到 ${facts.host} 的隧道${quotedDetail(facts)}。`,
    }),
    hint: always({
      en: 'Check the proxy address, and that it is an HTTP proxy that allows CONNECT.',
      zh: '请检查代理地址，并确认它是允许 CONNECT 的 HTTP 代理。',
    }),
  },
  {
    step: 'tls',
    pattern: /alert.*certificate.*expired|SSLV3_ALERT_CERTIFICATE_EXPIRED/i,
    message: ({ host }) => ({
      en: `${host} refused the push certificate: it has expired.`,
      zh: `${host} 拒绝了推送证书：证书已过期。`,
    }),
    hint: always(NEW_CERTIFICATE),
  },
  {
    step: 'tls',
    pattern: /alert.*certificate.*revoked|CERTIFICATE_REVOKED/i,
    message: ({ host }) => ({
      en: `${host} refused the push certificate: it was revoked.`,
      zh: `${host} 拒绝了推送证书：证书已被吊销。`,
    }),
    hint: always(NEW_CERTIFICATE),
  },
  {
    step: 'tls',
    pattern: /alert.*certificate.*required|CERTIFICATE_REQUIRED/i,
    message: ({ host }) => ({
      en: `${host} requires a client certificate, and none was given.`,
      zh: `${host} 要求客户端证书，但没有提供。`,
    }),
    hint: always({
      en: 'Choose a credential with a certificate (.p12) for this server.',
      zh: '请为该服务器选择带证书的凭证（.p12）。',
    }),
  },
  {
    step: 'tls',
    pattern:
      /alert.*(unknown.?ca|bad.?certificate|unsupported.?certificate|certificate.?unknown)|ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE)/i,
    message: (facts) => ({
      en: `${facts.host} does not accept this certificate${quotedDetail(facts)}.`,
      zh: `${facts.host} 不接受该证书${quotedDetail(facts)}。`,
    }),
    hint: always({
      en: 'Use a push certificate that Apple issued for this app; a development or distribution signing certificate cannot send.',
      zh: '请使用 Apple 为该 App 签发的推送证书；开发或发布签名证书不能用于推送。',
    }),
  },
  {
    step: 'tls',
    pattern: /CERT_HAS_EXPIRED/,
    message: ({ host }) => ({
      en: `The certificate of ${host} has expired, according to this machine's clock.`,
      zh: `以本机时钟来看，${host} 出示的证书已过期。`,
    }),
    hint: always(CHECK_THE_CLOCK),
  },
  {
    step: 'tls',
    pattern: /CERT_NOT_YET_VALID/,
    message: ({ host }) => ({
      en: `The certificate of ${host} is not valid yet, according to this machine's clock.`,
      zh: `以本机时钟来看，${host} 出示的证书尚未生效。`,
    }),
    hint: always(CHECK_THE_CLOCK),
  },
  {
    step: 'tls',
    pattern: /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|UNTRUSTED|INVALID_CA|INVALID_PURPOSE/,
    message: ({ host }) => ({
      en: `The certificate of ${host} was issued by an authority that this machine does not trust.`,
      zh: `${host} 出示的证书由本机不信任的机构签发。`,
    }),
    hint: always({
      en: 'Provide the authority as a PEM file (--ca, or in the custom server). If the host is one of Apple’s, a company proxy is decrypting the connection: ask for its CA file.',
      zh: '请提供该机构的 PEM 文件（--ca，或在自定义服务器中设置）。如果目标是 Apple，说明公司代理在解密连接：请索取其 CA 文件。',
    }),
  },
  {
    step: 'tls',
    pattern: /ALTNAME/,
    message: ({ host }) => ({
      en: `The server's certificate is not for ${host}.`,
      zh: `服务器证书不是颁发给 ${host} 的。`,
    }),
    hint: always({
      en: 'Check the address; a captive portal or a proxy may be answering instead.',
      zh: '请检查地址；也可能是需要登录的网络或代理在代为应答。',
    }),
  },
  {
    step: 'tls',
    pattern: /WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|UNKNOWN_PROTOCOL|UNSUPPORTED_PROTOCOL/i,
    message: ({ host, port }) => ({
      en: `The service on ${host} port ${port} does not use TLS.`,
      zh: `${host} 端口 ${port} 上的服务没有使用 TLS。`,
    }),
    hint: always({ en: 'Check the port.', zh: '请检查端口。' }),
  },
  {
    step: 'tls',
    pattern: /NO_APPLICATION_PROTOCOL/i,
    code: NO_ALPN.code,
    message: NO_ALPN.message,
    hint: always(NO_ALPN.hint),
  },
  {
    step: 'tls',
    pattern: /KEY_VALUES_MISMATCH|NO_START_LINE|DECODER|BAD_BASE64|EE_KEY_TOO_SMALL|CA_MD_TOO_WEAK/i,
    message: (facts) => ({
      en: `The credential's certificate or key cannot be used for TLS${quotedDetail(facts)}.`,
      zh: `凭证的证书或私钥无法用于 TLS${quotedDetail(facts)}。`,
    }),
    hint: always({ en: 'Import the credential again.', zh: '请重新导入凭证。' }),
  },
  {
    step: 'tls',
    pattern: /./,
    message: (facts) => ({
      en: `Could not establish a secure connection to ${facts.host}${quotedDetail(facts)}.`,
      zh: `无法与 ${facts.host} 建立安全连接${quotedDetail(facts)}。`,
    }),
    hint: unreachableHint,
  },
];
