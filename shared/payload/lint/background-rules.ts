import { removeValue, setValue } from '../edit.js';
import { memberOf, valueOf } from '../json-tree.js';
import { about, atKey, atOpening, type LintContext } from './context.js';
import type { Finding, LintRule } from './rule.js';

function forbidden(context: LintContext, keys: readonly string[]): readonly Finding[] {
  if (context.knownType !== 'background') return [];
  return keys.flatMap((key) => {
    const member = memberOf(context.aps, key);
    if (member === undefined) return [];
    return [
      atKey(
        member,
        '/aps',
        {
          en: `A background push must not carry "${key}": send it as type alert, or leave "${key}" out.`,
          zh: `后台推送不能包含 "${key}"：请以 alert 类型发送，或删除 "${key}"。`,
        },
        context.fix({ en: `Remove ${key}`, zh: `删除 ${key}` }, (text) => removeValue(text, `/aps/${key}`)),
      ),
    ];
  });
}

/**
 * Rules for background pushes.
 *
 * @see https://developer.apple.com/documentation/usernotifications/pushing-background-updates-to-your-app
 */
export const BACKGROUND_RULES: readonly LintRule[] = [
  {
    id: 'aps/background-has-alert',
    severity: 'error',
    title: { en: 'A background push with an alert', zh: '后台推送包含 alert' },
    why: {
      en: 'Type background promises a silent push. APNs answers 200 to one with an alert, and then may drop it or wake nothing.',
      zh: 'background 类型意味着静默推送。包含 alert 时 APNs 仍返回 200，但可能丢弃它或不唤醒 App。',
    },
    fires: { text: '{"aps": {"content-available": 1, "alert": "New mail"}}', pushType: 'background' },
    silent: { text: '{"aps": {"content-available": 1, "alert": "New mail"}}', pushType: 'alert' },
    check: (context) => forbidden(context, ['alert']),
  },
  {
    id: 'aps/background-has-badge-or-sound',
    severity: 'error',
    title: { en: 'A background push with a badge or a sound', zh: '后台推送包含角标或声音' },
    why: {
      en: 'As for an alert: a background push carries content-available and nothing else that a person notices.',
      zh: '与 alert 相同：后台推送只能包含 content-available，不能有用户可感知的内容。',
    },
    fires: { text: '{"aps": {"content-available": 1, "badge": 3}}', pushType: 'background' },
    silent: { text: '{"aps": {"content-available": 1}, "unread": 3}', pushType: 'background' },
    check: (context) => forbidden(context, ['badge', 'sound']),
  },
  {
    id: 'aps/background-needs-content-available',
    severity: 'error',
    title: { en: 'A background push that wakes nothing', zh: '后台推送没有唤醒 App' },
    why: {
      en: 'content-available: 1 is what wakes the app. Wallet passes and orders do without.',
      zh: 'content-available: 1 用于唤醒 App。Wallet 凭证和订单不需要它。',
    },
    fires: { text: '{"aps": {}, "sync": "inbox"}', pushType: 'background' },
    silent: { text: '{"aps": {"content-available": 1}, "sync": "inbox"}', pushType: 'background' },
    check: (context) => {
      if (context.knownType !== 'background' || context.aps === null || context.isSpecialTopic) return [];
      const node = valueOf(context.aps, 'content-available');
      if (node !== undefined && (context.isHole(node) || node.type !== 'number' || node.value !== 0))
        return [];
      return [
        atOpening(
          context.aps,
          '/aps',
          {
            en: 'A background push needs "content-available": 1.',
            zh: '后台推送需要 "content-available": 1。',
          },
          context.fix({ en: 'Add content-available', zh: '添加 content-available' }, (text) =>
            setValue(text, '/aps/content-available', 1),
          ),
        ),
      ];
    },
  },
  {
    id: 'headers/background-priority',
    severity: 'error',
    title: { en: 'A background push with priority 10', zh: '后台推送使用优先级 10' },
    why: {
      en: 'Apple calls priority 10 an error for background pushes, and 10 is what counts when the header is missing.',
      zh: 'Apple 规定后台推送使用优先级 10 是错误，而缺少该标头时默认就是 10。',
    },
    fires: {
      text: '{"aps": {"content-available": 1}}',
      headers: { pushType: 'background', topic: 'com.example.app', priority: 10 },
    },
    silent: {
      text: '{"aps": {"content-available": 1}}',
      headers: { pushType: 'background', topic: 'com.example.app', priority: 5 },
    },
    check: ({ knownType, input }) => {
      const priority = input.headers?.priority ?? 10;
      if (input.headers === undefined || knownType !== 'background' || priority !== 10) return [];
      return [
        about(
          'priority',
          input.headers.priority === undefined
            ? {
                en: 'Without apns-priority the push counts as priority 10, which is an error for type background.',
                zh: '缺少 apns-priority 时按优先级 10 处理，这对 background 类型是错误。',
              }
            : {
                en: 'Priority 10 is an error for type background: use 5.',
                zh: '优先级 10 对 background 类型是错误，请使用 5。',
              },
          {
            label: { en: 'Use priority 5', zh: '使用优先级 5' },
            action: { kind: 'set-headers', headers: { priority: 5 } },
          },
        ),
      ];
    },
  },
];
