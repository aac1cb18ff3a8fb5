import type { LocalizedText } from '../text/localized-text.js';
import type { FaultRule, RuleCondition, RuleEffect } from './model.js';
import { SAMPLE_TOKEN } from './samples.js';

/** A ready rule for something that goes wrong in real life. */
export interface GalleryEntry {
  readonly title: LocalizedText;
  readonly description: LocalizedText;
  readonly rule: FaultRule;
}

const entry = (
  id: string,
  title: LocalizedText,
  description: LocalizedText,
  then: RuleEffect,
  when: RuleCondition = {},
): GalleryEntry => ({ title, description, rule: { id, when, then } });

/** Rules to pick from, the everyday ones first. */
export const RULE_GALLERY: readonly GalleryEntry[] = [
  entry(
    'device-uninstalled',
    { en: 'The app was removed', zh: '设备卸载了 App' },
    {
      en: 'The sample iPhone answers 410 Unregistered: does your server forget the token?',
      zh: '示例 iPhone 返回 410 Unregistered：你的服务器会删除该令牌吗？',
    },
    { answer: { status: 410, reason: 'Unregistered' } },
    { token: SAMPLE_TOKEN },
  ),
  entry(
    'wrong-environment',
    { en: 'A token of the other environment', zh: '令牌属于另一环境' },
    {
      en: 'BadDeviceToken for the sample iPhone, as when a sandbox token goes to production.',
      zh: '示例 iPhone 返回 BadDeviceToken，如同将沙盒令牌发往生产环境。',
    },
    { answer: { status: 400, reason: 'BadDeviceToken' } },
    { token: SAMPLE_TOKEN },
  ),
  entry(
    'slow-network',
    { en: 'Slow network', zh: '网络缓慢' },
    {
      en: 'Every answer takes between 0.3 and 2 seconds.',
      zh: '每个答复都需要 0.3 至 2 秒。',
    },
    { delayMs: { min: 300, max: 2000 } },
    { seed: 1 },
  ),
  entry(
    'apple-restarting',
    { en: 'Apple is restarting', zh: 'Apple 正在重启' },
    {
      en: 'Every 20th push ends its connection with GOAWAY: do you reconnect without losing one?',
      zh: '每第 20 条推送会以 GOAWAY 结束连接：你能在不丢推送的情况下重连吗？',
    },
    { goaway: { debug: 'empty', lastStreamId: 'last' } },
    { every: 20 },
  ),
  entry(
    'apple-down',
    { en: 'Apple is down', zh: 'Apple 服务不可用' },
    {
      en: 'Everything is answered 503 ServiceUnavailable: do you back off?',
      zh: '所有请求都返回 503 ServiceUnavailable：你会退避重试吗？',
    },
    { answer: { status: 503, reason: 'ServiceUnavailable' } },
  ),
  entry(
    'flaky',
    { en: 'One push in ten fails', zh: '十分之一的推送失败' },
    {
      en: 'A tenth of all pushes get 500 InternalServerError, the same ones in every run.',
      zh: '十分之一的推送返回 500 InternalServerError，且每次运行都是相同的那些。',
    },
    { answer: { status: 500, reason: 'InternalServerError' } },
    { probability: 0.1, seed: 42 },
  ),
  entry(
    'key-revoked',
    { en: 'The key was revoked', zh: '密钥被吊销' },
    {
      en: 'Every provider token is refused with 403 InvalidProviderToken.',
      zh: '所有提供者令牌都被拒绝，返回 403 InvalidProviderToken。',
    },
    { answer: { status: 403, reason: 'InvalidProviderToken' } },
  ),
  entry(
    'token-expires',
    { en: 'The provider token expires', zh: '提供者令牌过期' },
    {
      en: 'After ten pushes the token counts as older than an hour: do you make a new one?',
      zh: '发送十条后，提供者令牌被视为已超过一小时：你会生成新的吗？',
    },
    { expireToken: true },
    { after: 10, every: 10 },
  ),
  entry(
    'too-many-token-updates',
    { en: 'Renewed too often', zh: '提供者令牌更新过于频繁' },
    {
      en: '429 TooManyProviderTokenUpdates, as for servers that sign a token per push.',
      zh: '返回 429 TooManyProviderTokenUpdates，如同为每条推送都签发一个提供者令牌的服务器。',
    },
    { answer: { status: 429, reason: 'TooManyProviderTokenUpdates' } },
  ),
  entry(
    'device-flooded',
    { en: 'Too many pushes to one device', zh: '对单个设备推送过多' },
    {
      en: 'After five pushes the sample iPhone answers 429 TooManyRequests.',
      zh: '五条推送之后，示例 iPhone 返回 429 TooManyRequests。',
    },
    { answer: { status: 429, reason: 'TooManyRequests' } },
    { token: SAMPLE_TOKEN, after: 5 },
  ),
  entry(
    'no-answer',
    { en: 'No answer', zh: '没有答复' },
    {
      en: 'Every 5th push is taken and never answered: does your timeout work?',
      zh: '每第 5 条推送被接收但永不答复：你的超时机制有效吗？',
    },
    { hang: true },
    { every: 5 },
  ),
  entry(
    'line-cut',
    { en: 'The line is cut', zh: '连接中断' },
    {
      en: 'Every 10th push makes the connection drop before an answer: sent, or not?',
      zh: '每第 10 条推送会使连接在答复前断开：到底发送成功了没有？',
    },
    { drop: true },
    { every: 10 },
  ),
  entry(
    'stream-refused',
    { en: 'Streams are refused', zh: '流被拒绝' },
    {
      en: 'Every 4th push is refused with RST_STREAM REFUSED_STREAM, which is safe to send again.',
      zh: '每第 4 条推送被 RST_STREAM REFUSED_STREAM 拒绝，可以安全地重新发送。',
    },
    { reset: 'REFUSED_STREAM' },
    { every: 4 },
  ),
  entry(
    'one-stream',
    { en: 'One at a time', zh: '一次只能一条' },
    {
      en: 'The connection is limited to one stream, as after many rejected pushes.',
      zh: '连接被限制为仅 1 个流，如同多次被拒之后。',
    },
    { throttle: 1 },
  ),
  entry(
    'goaway-unprocessed',
    { en: 'Sent away with nothing done', zh: '断开且未处理任何请求' },
    {
      en: 'The 3rd push meets GOAWAY Shutdown that says nothing was processed: all may be sent again.',
      zh: '第 3 条推送遇到 GOAWAY Shutdown，且声明未处理任何请求：全部可以重新发送。',
    },
    { goaway: { debug: 'json', reason: 'Shutdown', lastStreamId: 'none', times: 2 } },
    { every: 3 },
  ),
  entry(
    'lost-on-the-way',
    { en: 'Accepted and lost', zh: '已接受但未送达' },
    {
      en: 'Every 3rd push is answered 200 and never shows on a device, which APNs does not promise.',
      zh: '每第 3 条推送返回 200，却从未在设备上显示：APNs 并不保证送达。',
    },
    { answer: { status: 200, reason: '' } },
    { every: 3 },
  ),
];
