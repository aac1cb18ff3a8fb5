import { isConnectionFailure } from '../apns/connection-failure.js';
import { environmentInWords } from '../apns/environment.js';
import type { Explanation, OfferedFix } from '../apns/explanation.js';
import type { ConnectionStep, DeliveryFailure, DeliveryOutcome, Environment } from '../apns/push.js';
import type { CredentialFacts } from '../credentials/credential-facts.js';
import { type ErrorCode, familyOf } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import { offerCredential } from './causes/offers.js';

export interface ExplainFailureInput {
  readonly failure: DeliveryFailure;
  /** `failed`: it never reached APNs. `unknown`: it was sent, but no answer arrived. */
  readonly outcome: Extract<DeliveryOutcome, 'failed' | 'unknown'>;
  readonly environment: Environment;
  /** The `https://host:port` of the connection. */
  readonly origin: string;
  /** The proxy in use, without its password; `null` for none. */
  readonly proxyUrl?: string | null;
  readonly credential: CredentialFacts | null;
  /** Whether the push has a collapse ID. */
  readonly hasCollapseId?: boolean;
}

type Fix = (input: ExplainFailureInput) => LocalizedText;

function hostOf(origin: string): string {
  return origin
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

function portOf(origin: string): string {
  return /:(\d+)$/.exec(origin)?.[1] ?? '443';
}

const isApple = (environment: Environment): boolean =>
  environment.kind === 'sandbox' || environment.kind === 'production';

function openPort(input: ExplainFailureInput): LocalizedText {
  const port = portOf(input.origin);
  if (input.environment.kind === 'simulator') {
    return {
      en: 'The simulator does not answer: restart it from its page.',
      zh: '模拟器没有响应，请在模拟器页面重新启动。',
    };
  }
  if (!isApple(input.environment)) {
    return {
      en: `Check that the server at ${input.origin} is running and listening on port ${port}.`,
      zh: `请确认 ${input.origin} 的服务器正在运行并监听端口 ${port}。`,
    };
  }
  const otherPort = port === '443' ? '2197' : '443';
  return {
    en: `A firewall may block port ${port}. Apple offers the same service on port ${otherPort}; or set a proxy.`,
    zh: `防火墙可能屏蔽了端口 ${port}。Apple 在端口 ${otherPort} 提供相同服务，也可以设置代理。`,
  };
}

/** Fixes for the steps of a connection, for failures without a hint of their own. */
const FIXES: Readonly<Record<ConnectionStep, Fix>> = {
  dns: (input) => ({
    en: `Check the network, and whether ${hostOf(input.origin)} is spelled correctly. Behind a proxy, configure it in the settings: it resolves names itself.`,
    zh: `请检查网络，以及 ${hostOf(input.origin)} 的拼写。如果处于代理之后，请在设置中配置代理，由代理解析名称。`,
  }),
  tcp: openPort,
  proxy: (input) => ({
    en: `Check the proxy ${input.proxyUrl ?? ''} in the settings, its user name and password, and whether it allows CONNECT to ${hostOf(input.origin)}:${portOf(input.origin)}.`,
    zh: `请在设置中检查代理 ${input.proxyUrl ?? ''} 及其用户名和密码，并确认它允许 CONNECT 到 ${hostOf(input.origin)}:${portOf(input.origin)}。`,
  }),
  tls: (input) => {
    if (input.credential?.kind === 'identity') {
      return {
        en: `Check whether the certificate “${input.credential.name}” is expired or revoked. A proxy that decrypts TLS is the other common cause.`,
        zh: `请检查证书“${input.credential.name}”是否已过期或被吊销；另一个常见原因是会解密 TLS 的代理。`,
      };
    }
    return isApple(input.environment)
      ? {
          en: 'A proxy or virus scanner that decrypts TLS is the usual cause: exempt APNs from it. Also check this computer’s clock.',
          zh: '常见原因是会解密 TLS 的代理或杀毒软件，请让其对 APNs 直接放行；同时请检查本机时钟。',
        }
      : {
          en: `Add the certificate authority of ${hostOf(input.origin)} to the server’s settings; verification cannot be turned off.`,
          zh: `请在服务器设置中提供 ${hostOf(input.origin)} 的证书颁发机构（CA）；验证不会被关闭。`,
        };
  },
  http2: (input) => ({
    en: `Something in between answers instead of ${hostOf(input.origin)}, or it is not a push server. Connect without a proxy, or let it pass HTTP/2 through.`,
    zh: `中间设备代替 ${hostOf(input.origin)} 作出了响应，或者它不是推送服务器。请不经代理连接，或让代理放行 HTTP/2。`,
  }),
  auth: () => ({
    en: 'Check the credential: its dates, its environment, and whether it was revoked.',
    zh: '请检查凭证的有效期、适用环境以及是否已被撤销。',
  }),
  topic: () => ({
    en: 'Compare the topic with the bundle ID of the app.',
    zh: '请将主题与 App 的 Bundle ID 进行核对。',
  }),
  request: () => ({ en: 'Send it again.', zh: '请重新发送。' }),
};

/** Titles by code, so that one event never has two names. */
const TITLES: Readonly<Partial<Record<ErrorCode, LocalizedText>>> = {
  'dns-failed': { en: 'The name of the server could not be looked up', zh: '无法解析服务器名称' },
  'tcp-failed': { en: 'The server cannot be reached', zh: '无法连接到服务器' },
  'proxy-failed': { en: 'The proxy did not open a tunnel', zh: '代理未能建立隧道' },
  'tls-failed': { en: 'The secure connection could not be established', zh: '无法建立安全连接' },
  'http2-failed': { en: 'HTTP/2 could not be set up', zh: '无法建立 HTTP/2 会话' },
  goaway: { en: 'Not processed: the server closed the connection', zh: '未处理：服务器关闭了连接' },
  'stream-refused': { en: 'Not processed: the server refused the request', zh: '未处理：服务器拒绝了该请求' },
  'connect-timeout': { en: 'The connection took too long', zh: '建立连接超时' },
  'request-timeout': { en: 'The request got no answer in time', zh: '请求未能及时得到应答' },
  'connection-lost': { en: 'The connection closed before the push was sent', zh: '推送发出之前连接已关闭' },
};

/** Titles for failures to reach the proxy. */
const PROXY_TITLES: Readonly<Partial<Record<ErrorCode, LocalizedText>>> = {
  'dns-failed': { en: 'The name of the proxy could not be looked up', zh: '无法解析代理名称' },
  'tcp-failed': { en: 'The proxy cannot be reached', zh: '无法连接到代理' },
};

const NOT_SENT: LocalizedText = { en: 'It was not sent', zh: '推送未发送' };

/** Titles for errors in the credential or topic that were found before sending. */
const STEP_TITLES: Readonly<Partial<Record<ConnectionStep, LocalizedText>>> = {
  auth: { en: 'The credential cannot be used', zh: '凭证无法使用' },
  topic: { en: 'The topic was not accepted', zh: '主题未被接受' },
};

function title({ failure, outcome, proxyUrl }: ExplainFailureInput): LocalizedText {
  const { code, step } = failure;
  if (outcome === 'unknown') {
    return code === 'bad-answer'
      ? {
          en: 'Sent, but the answer is invalid: it may have been delivered',
          zh: '已发送，但应答无效，可能已经送达',
        }
      : {
          en: 'Sent, but no answer arrived: it may have been delivered',
          zh: '已发送但没有收到响应，可能已经送达',
        };
  }
  const ofProxy = proxyUrl ? PROXY_TITLES[code] : undefined;
  return ofProxy ?? TITLES[code] ?? STEP_TITLES[step] ?? NOT_SENT;
}

function fix(input: ExplainFailureInput): LocalizedText {
  if (input.outcome === 'unknown') {
    return input.hasCollapseId === true
      ? {
          en: 'Check the device before sending again. Thanks to the collapse ID, a second push would replace the first.',
          zh: '重新发送前请先查看设备。由于有折叠标识，第二条会替换第一条。',
        }
      : {
          en: 'Check the device before sending again, or add a collapse ID so that a second push replaces the first.',
          zh: '重新发送前请先查看设备，或添加折叠标识，使第二条替换第一条。',
        };
  }
  // A hint of the failure itself is more specific than one for its step.
  return input.failure.hint.en === '' ? FIXES[input.failure.step](input) : input.failure.hint;
}

/**
 * Names where the push was going unless the message of the failure does, so that the address is not repeated. Empty for
 * errors that were found before connecting.
 */
function destination({ failure, environment, origin, proxyUrl }: ExplainFailureInput): LocalizedText {
  if (!isConnectionFailure(failure)) return { en: '', zh: '' };
  const isNamed = failure.message.en.includes(hostOf(origin));
  const isProxyNamed = failure.step === 'dns' || failure.step === 'tcp' || failure.step === 'proxy';
  const proxy = proxyUrl && !isProxyNamed ? proxyUrl : null;
  const via =
    proxy === null ? { en: '', zh: '' } : { en: ` through the proxy ${proxy}`, zh: `（经代理 ${proxy}）` };
  if (environment.kind === 'custom') {
    if (!isNamed) {
      return { en: ` This was on the way to ${origin}${via.en}.`, zh: `目标为 ${origin}${via.zh}。` };
    }
    if (proxy === null) return { en: '', zh: '' };
    return { en: ` The connection went through the proxy ${proxy}.`, zh: `连接经过代理 ${proxy}。` };
  }
  const where = environmentInWords(environment);
  const address = isNamed ? { en: '', zh: '' } : { en: ` (${origin})`, zh: `（${origin}）` };
  return {
    en: ` This was on the way to ${where.en}${address.en}${via.en}.`,
    zh: `目标为${where.zh}${address.zh}${via.zh}。`,
  };
}

/** Whether sending the same push again would fail the same way. */
function needsFix({ code, step }: DeliveryFailure): boolean {
  const family = familyOf(code);
  return (
    family === 'credential' || family === 'usage' || step === 'auth' || step === 'topic' || step === 'tls'
  );
}

/**
 * Explains a push without an answer, with the outcome `failed` or `unknown`: which step of the connection failed, why,
 * and what to do about it.
 */
export function explainFailure(input: ExplainFailureInput): Explanation {
  const { failure } = input;
  const way = destination(input);
  const actions: readonly OfferedFix[] =
    failure.step === 'tls' || failure.step === 'auth' ? offerCredential(input.credential?.id ?? null) : [];
  return {
    title: title(input),
    cause: { en: `${failure.message.en}${way.en}`, zh: `${failure.message.zh}${way.zh}` },
    fix: fix(input),
    retry: needsFix(failure) ? 'after-fix' : 'later',
    actions,
  };
}
