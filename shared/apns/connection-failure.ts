import type { ErrorCode } from '../errors.js';
import type { LocalizedText } from '../text.js';
import type { ConnectionStep, DeliveryFailure } from './push.js';

/** What is known of a connection that failed. */
export interface ConnectionFacts {
  /** Where it broke. */
  readonly step: ConnectionStep;
  readonly host: string;
  readonly port: number;
  /** `host:port` of the proxy between, without its password. */
  readonly proxy?: string;
  /** The system's or OpenSSL's code and words; only matched and quoted, never trusted to be stable. */
  readonly code?: string;
  readonly detail?: string;
  /** How long was waited, when a timer ended it. Unit: milliseconds. */
  readonly timeoutMs?: number;
}

interface FailureRow {
  readonly step: ConnectionStep;
  /** Matched against code and detail together; the codes differ between OpenSSL, BoringSSL and Node versions. */
  readonly pattern: RegExp;
  readonly message: (facts: ConnectionFacts) => LocalizedText;
  readonly hint: (facts: ConnectionFacts) => LocalizedText;
}

const always = (words: LocalizedText) => (): LocalizedText => words;

const FIREWALL: LocalizedText = {
  en: 'A firewall may be in the way. APNs also listens on port 2197: choose it, or set a proxy in the settings.',
  zh: '可能有防火墙阻拦。APNs 也监听 2197 端口：可改用该端口，或在设置中配置代理。',
};

const NEW_CERTIFICATE: LocalizedText = {
  en: 'Create a new push certificate in the developer account and import it, or use an APNs key (.p8), which does not expire.',
  zh: '请在开发者账号中重新创建推送证书并导入，或改用不会过期的 APNs 密钥（.p8）。',
};

/** The first row whose step and pattern fit gives the words. */
const FAILURES: readonly FailureRow[] = [
  {
    step: 'dns',
    pattern: /EAI_AGAIN/,
    message: ({ host }) => ({
      en: `The address of ${host} could not be looked up: the name server did not answer.`,
      zh: `无法查询 ${host} 的地址：DNS 服务器没有响应。`,
    }),
    hint: always({
      en: 'Check that this machine is online; behind a company network, set the proxy.',
      zh: '请检查网络连接；如果在公司网络内，请配置代理。',
    }),
  },
  {
    step: 'dns',
    pattern: /./,
    message: ({ host }) => ({
      en: `There is no host called ${host}, or this network does not let its name be looked up.`,
      zh: `找不到主机 ${host}，或当前网络不允许解析该域名。`,
    }),
    hint: always({
      en: 'Check the spelling of the address and that this machine is online; behind a company network, set the proxy.',
      zh: '请检查地址拼写和网络连接；如果在公司网络内，请配置代理。',
    }),
  },
  {
    step: 'tcp',
    pattern: /ECONNREFUSED/,
    message: ({ host, port }) => ({
      en: `${host} refused the connection to port ${port}: nothing listens there.`,
      zh: `${host} 拒绝了到端口 ${port} 的连接：该端口没有服务在监听。`,
    }),
    hint: always({
      en: 'Check the port, and that the server is running.',
      zh: '请检查端口是否正确，以及服务器是否已启动。',
    }),
  },
  {
    step: 'tcp',
    pattern: /EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL/,
    message: ({ host }) => ({
      en: `There is no route from this machine to ${host}.`,
      zh: `本机没有到 ${host} 的网络路由。`,
    }),
    hint: always({
      en: 'Check that this machine is online and that a VPN, if any, is connected.',
      zh: '请检查网络连接，以及 VPN（如有）是否已连上。',
    }),
  },
  {
    step: 'tcp',
    pattern: /./,
    message: ({ host, port, detail }) => ({
      en: `No connection to ${host} port ${port}${quoted(detail)}.`,
      zh: `无法连接 ${host} 的端口 ${port}${quoted(detail)}。`,
    }),
    hint: always(FIREWALL),
  },
  {
    step: 'proxy',
    pattern: /\b407\b/,
    message: ({ proxy = '' }) => ({
      en: `The proxy ${proxy} wants a user name and password, and did not accept what it got.`,
      zh: `代理 ${proxy} 需要用户名和密码，且未接受当前提供的内容。`,
    }),
    hint: always({
      en: 'Write them into the proxy address, http://user:password@host:port; special characters percent-encoded (@ as %40).',
      zh: '请写在代理地址中：http://用户名:密码@主机:端口；特殊字符需百分号编码（@ 写作 %40）。',
    }),
  },
  {
    step: 'proxy',
    pattern: /\b403\b/,
    message: ({ proxy = '', host, port }) => ({
      en: `The proxy ${proxy} does not allow a tunnel to ${host} port ${port}.`,
      zh: `代理 ${proxy} 不允许建立到 ${host} 端口 ${port} 的隧道。`,
    }),
    hint: always({
      en: 'Ask for CONNECT to be allowed to this host and port; many proxies admit 443 only.',
      zh: '请联系管理员放行到该主机和端口的 CONNECT；许多代理只允许 443 端口。',
    }),
  },
  {
    step: 'proxy',
    pattern: /./,
    message: ({ proxy = '', host, detail }) => ({
      en: `The proxy ${proxy} did not open a tunnel to ${host}${quoted(detail)}.`,
      zh: `代理 ${proxy} 未能建立到 ${host} 的隧道${quoted(detail)}。`,
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
      en: `${host} wants a client certificate, and none was given.`,
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
    message: ({ host, detail }) => ({
      en: `${host} does not accept this certificate${quoted(detail)}.`,
      zh: `${host} 不接受该证书${quoted(detail)}。`,
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
      en: `The certificate that ${host} shows has expired, seen from this machine's clock.`,
      zh: `以本机时钟来看，${host} 出示的证书已过期。`,
    }),
    hint: always({ en: "Check this machine's date and time.", zh: '请检查本机的日期和时间。' }),
  },
  {
    step: 'tls',
    pattern: /CERT_NOT_YET_VALID/,
    message: ({ host }) => ({
      en: `The certificate that ${host} shows is not valid yet, seen from this machine's clock.`,
      zh: `以本机时钟来看，${host} 出示的证书尚未生效。`,
    }),
    hint: always({ en: "Check this machine's date and time.", zh: '请检查本机的日期和时间。' }),
  },
  {
    step: 'tls',
    pattern: /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|UNTRUSTED|INVALID_CA|INVALID_PURPOSE/,
    message: ({ host }) => ({
      en: `The certificate that ${host} shows is signed by an authority this machine does not trust.`,
      zh: `${host} 出示的证书由本机不信任的机构签发。`,
    }),
    hint: always({
      en: 'Give the authority as a PEM file (--ca, or in the custom server). If the host is Apple, a company proxy is opening the connection: ask for its CA file.',
      zh: '请提供该机构的 PEM 文件（--ca，或在自定义服务器中设置）。如果目标是 Apple，说明公司代理在解密连接：请索取其 CA 文件。',
    }),
  },
  {
    step: 'tls',
    pattern: /ALTNAME/,
    message: ({ host }) => ({
      en: `The server's certificate is for another host than ${host}.`,
      zh: `服务器证书不是颁发给 ${host} 的。`,
    }),
    hint: always({
      en: 'Check the address; a network with a login page or a proxy may be answering in its place.',
      zh: '请检查地址；也可能是需要登录的网络或代理在代为应答。',
    }),
  },
  {
    step: 'tls',
    pattern: /WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|UNKNOWN_PROTOCOL|UNSUPPORTED_PROTOCOL/i,
    message: ({ host, port }) => ({
      en: `What answers on ${host} port ${port} does not speak TLS.`,
      zh: `${host} 端口 ${port} 上的服务没有使用 TLS。`,
    }),
    hint: always({ en: 'Check the port.', zh: '请检查端口。' }),
  },
  {
    step: 'tls',
    pattern: /NO_APPLICATION_PROTOCOL/i,
    message: ({ host, port }) => ({
      en: `What answers on ${host} port ${port} does not offer HTTP/2.`,
      zh: `${host} 端口 ${port} 上的服务不支持 HTTP/2。`,
    }),
    hint: always({
      en: 'Check the address; a proxy that opens TLS connections must let HTTP/2 through.',
      zh: '请检查地址；如果代理会解密 TLS 连接，它必须放行 HTTP/2。',
    }),
  },
  {
    step: 'tls',
    pattern: /KEY_VALUES_MISMATCH|NO_START_LINE|DECODER|BAD_BASE64|EE_KEY_TOO_SMALL|CA_MD_TOO_WEAK/i,
    message: ({ detail }) => ({
      en: `The credential's certificate or key cannot be used for TLS${quoted(detail)}.`,
      zh: `凭证的证书或私钥无法用于 TLS${quoted(detail)}。`,
    }),
    hint: always({ en: 'Import the credential again.', zh: '请重新导入凭证。' }),
  },
  {
    step: 'tls',
    pattern: /./,
    message: ({ host, detail }) => ({
      en: `No secure connection to ${host} could be agreed on${quoted(detail)}.`,
      zh: `无法与 ${host} 建立安全连接${quoted(detail)}。`,
    }),
    hint: always(FIREWALL),
  },
  {
    step: 'http2',
    pattern: /ALPN/,
    message: ({ host, port }) => ({
      en: `What answers on ${host} port ${port} does not offer HTTP/2.`,
      zh: `${host} 端口 ${port} 上的服务不支持 HTTP/2。`,
    }),
    hint: always({
      en: 'Check the address; a proxy that opens TLS connections must let HTTP/2 through.',
      zh: '请检查地址；如果代理会解密 TLS 连接，它必须放行 HTTP/2。',
    }),
  },
  {
    step: 'http2',
    pattern: /./,
    message: ({ host, detail }) => ({
      en: `${host} did not start an HTTP/2 session${quoted(detail)}.`,
      zh: `${host} 没有建立 HTTP/2 会话${quoted(detail)}。`,
    }),
    hint: always({
      en: 'Check that the address is that of a push server.',
      zh: '请确认该地址是推送服务器的地址。',
    }),
  },
  {
    step: 'request',
    pattern: /RST|reset/i,
    message: ({ host, detail }) => ({
      en: `${host} cut off this one request${quoted(detail)}.`,
      zh: `${host} 中断了这一个请求${quoted(detail)}。`,
    }),
    hint: always({
      en: 'It may have been delivered. Send again only if a second copy does no harm.',
      zh: '推送可能已经送达。仅在重复送达无妨时再次发送。',
    }),
  },
  {
    step: 'request',
    pattern: /./,
    message: ({ host, detail }) => ({
      en: `The connection to ${host} was lost before the answer came${quoted(detail)}.`,
      zh: `在收到应答之前，与 ${host} 的连接已断开${quoted(detail)}。`,
    }),
    hint: always({
      en: 'It may have been delivered. Send again only if a second copy does no harm, best with a collapse ID.',
      zh: '推送可能已经送达。仅在重复送达无妨时再次发送，最好带上 collapse ID。',
    }),
  },
];

const CODE_OF_STEP: Readonly<Record<ConnectionStep, ErrorCode>> = {
  dns: 'dns-failed',
  tcp: 'tcp-failed',
  proxy: 'proxy-failed',
  tls: 'tls-failed',
  http2: 'http2-failed',
  auth: 'connection-lost',
  topic: 'connection-lost',
  request: 'connection-lost',
};

const STEP_NAMES: Readonly<Record<ConnectionStep, LocalizedText>> = {
  dns: { en: 'looking up the address', zh: '域名解析' },
  tcp: { en: 'opening the connection', zh: '建立 TCP 连接' },
  proxy: { en: 'asking the proxy for a tunnel', zh: '请求代理建立隧道' },
  tls: { en: 'the TLS handshake', zh: 'TLS 握手' },
  http2: { en: 'starting HTTP/2', zh: '启动 HTTP/2' },
  auth: { en: 'checking the credential', zh: '检查凭证' },
  topic: { en: 'checking the topic', zh: '检查主题' },
  request: { en: 'waiting for the answer', zh: '等待应答' },
};

/** Says which step of a connection failed, why, and what to do. */
export function describeConnectionFailure(facts: ConnectionFacts): DeliveryFailure {
  if (facts.timeoutMs !== undefined) return describeTimeout(facts, facts.timeoutMs);
  const words = `${facts.code ?? ''} ${facts.detail ?? ''} `;
  const row = FAILURES.find(({ step, pattern }) => step === facts.step && pattern.test(words));
  const code =
    facts.step === 'request' && /RST|reset/i.test(words) ? 'stream-reset' : CODE_OF_STEP[facts.step];
  return {
    step: facts.step,
    code,
    message: row?.message(facts) ?? { en: words.trim(), zh: words.trim() },
    hint: row?.hint(facts) ?? FIREWALL,
  };
}

function describeTimeout(facts: ConnectionFacts, timeoutMs: number): DeliveryFailure {
  const seconds = Math.round(timeoutMs / 100) / 10;
  const where = facts.step === 'proxy' ? (facts.proxy ?? facts.host) : facts.host;
  if (facts.step === 'request') {
    return {
      step: 'request',
      code: 'request-timeout',
      message: {
        en: `${where} did not answer within ${seconds} s; the request had been sent.`,
        zh: `${where} 在 ${seconds} 秒内没有应答，而请求已经发出。`,
      },
      hint: {
        en: 'It may have been delivered. Send again only if a second copy does no harm, or allow more time in the settings.',
        zh: '推送可能已经送达。仅在重复送达无妨时再次发送，或在设置中延长超时时间。',
      },
    };
  }
  return {
    step: facts.step,
    code: 'connect-timeout',
    message: {
      en: `No answer from ${where} port ${facts.port} within ${seconds} s while ${STEP_NAMES[facts.step].en}.`,
      zh: `${STEP_NAMES[facts.step].zh}时，${where} 端口 ${facts.port} 在 ${seconds} 秒内没有响应。`,
    },
    hint: FIREWALL,
  };
}

/** A foreign message in brackets behind our own words, on one line and short. */
function quoted(detail: string | undefined): string {
  const line = (detail ?? '').replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  return ` (${line.length > 160 ? `${line.slice(0, 160)}…` : line})`;
}
