import type { LocalizedText } from '../../text/localized-text.js';

/** Kinds of text that are often mistaken for a device token. */
export type ForeignIdKind =
  | 'expo-token'
  | 'fcm-token'
  | 'provider-token'
  | 'web-push'
  | 'sns-endpoint'
  | 'private-key'
  | 'shortened-description'
  | 'uuid'
  | 'channel-id'
  | 'printed-nothing'
  | 'byte-count'
  | 'not-registered';

interface ForeignId {
  readonly kind: ForeignIdKind;
  /** Finds it within a text; without this, only a whole text is recognised. */
  readonly within?: RegExp;
  readonly whole?: RegExp;
  readonly message: LocalizedText;
  readonly hint: LocalizedText;
}

/** A foreign ID found within a text. */
export interface ForeignSpan {
  readonly start: number;
  readonly end: number;
  readonly id: ForeignId;
}

export const READ_AGAIN: LocalizedText = {
  en: 'Read the token from the app again: deviceToken.map { String(format: "%02x", $0) }.joined().',
  zh: '请在 App 中重新获取令牌：deviceToken.map { String(format: "%02x", $0) }.joined()。',
};

/** The first match wins. */
const FOREIGN_IDS: readonly ForeignId[] = [
  {
    kind: 'private-key',
    within:
      /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)|\bMIG[HT]AgEA[A-Za-z0-9+/=\s]{80,}/g,
    message: {
      en: 'This is a key or certificate, not a device token.',
      zh: '这是密钥或证书，不是设备令牌。',
    },
    hint: {
      en: 'Add it as a credential, and keep it out of lists and messages.',
      zh: '请将其添加为凭证，不要放入列表或消息中。',
    },
  },
  {
    kind: 'expo-token',
    within: /\bExpo(?:nent)?PushToken\[[^\]\s]*\]?/g,
    message: {
      en: 'This is a push token of Expo’s own service, which APNs does not know.',
      zh: '这是 Expo 推送服务自己的令牌，APNs 无法识别。',
    },
    hint: {
      en: 'Use the token that Notifications.getDevicePushTokenAsync() returns in the app.',
      zh: '请使用 App 中 Notifications.getDevicePushTokenAsync() 返回的令牌。',
    },
  },
  {
    kind: 'fcm-token',
    within: /(?<![\w-])(?:[\w-]{6,64}:APA91[\w-]{8,}|APA91b[\w-]{30,}|[\w-]{6,64}:[\w-]{100,})/g,
    message: {
      en: 'This is a Firebase (FCM) registration token, which APNs does not know.',
      zh: '这是 Firebase（FCM）注册令牌，APNs 无法识别。',
    },
    hint: {
      en: 'Use the APNs token instead: Messaging.messaging().apnsToken, or the one that didRegisterForRemoteNotificationsWithDeviceToken receives.',
      zh: '请改用 APNs 令牌：Messaging.messaging().apnsToken，或 didRegisterForRemoteNotificationsWithDeviceToken 收到的令牌。',
    },
  },
  {
    kind: 'provider-token',
    within: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
    message: {
      en: 'This is a JSON Web Token, as a server presents it to APNs, not a device token.',
      zh: '这是服务器向 APNs 出示的 JSON Web Token，不是设备令牌。',
    },
    hint: READ_AGAIN,
  },
  {
    kind: 'web-push',
    within:
      /https:\/\/(?:web\.push\.apple\.com|fcm\.googleapis\.com\/fcm\/send|updates\.push\.services\.mozilla\.com|[\w.-]+\.notify\.windows\.com)\/?[^\s"'<>]*|"endpoint"\s*:\s*"https:[\s\S]{0,2000}?"keys"\s*:\s*\{[^}]{0,1000}\}/g,
    message: {
      en: 'This is a browser’s Web Push subscription, not a device token.',
      zh: '这是浏览器的 Web Push 订阅，不是设备令牌。',
    },
    hint: {
      en: 'Browsers receive Web Push with VAPID keys, not APNs; for an app, read the token from the app.',
      zh: '浏览器需通过带 VAPID 密钥的 Web Push 推送，而不是 APNs；如需推送 App，请从 App 中获取令牌。',
    },
  },
  {
    kind: 'sns-endpoint',
    within: /\barn:aws[\w-]*:sns:[^\s"',;]+/g,
    message: {
      en: 'This is the ARN of an Amazon SNS endpoint, not a device token.',
      zh: '这是 Amazon SNS 终端节点的 ARN，不是设备令牌。',
    },
    hint: {
      en: 'Ask SNS for the endpoint’s Token attribute (get-endpoint-attributes).',
      zh: '请通过 SNS 的 get-endpoint-attributes 查询该终端节点的 Token 属性。',
    },
  },
  {
    kind: 'shortened-description',
    within: /\{\s*length\s*=\s*\d+\s*,\s*bytes\s*=\s*0x[0-9a-f\s]*(?:\.\.\.|…)[0-9a-f\s]*\}?/gi,
    message: {
      en: 'This is how iOS 13 and later print a token, with the middle left out; the token cannot be restored from it.',
      zh: '这是 iOS 13 及以后版本对令牌的打印结果，中间部分已被省略，无法还原出令牌。',
    },
    hint: READ_AGAIN,
  },
  {
    kind: 'uuid',
    within: /(?<![0-9a-f-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/gi,
    message: {
      en: 'This is a UUID, such as push services give to a device or subscription, not a device token.',
      zh: '这是 UUID（推送服务为设备或订阅分配的 ID 通常是这种形式），不是设备令牌。',
    },
    hint: READ_AGAIN,
  },
  {
    kind: 'channel-id',
    whole: /^(?=.{16,28}$)[A-Za-z0-9+/]+={1,2}$/,
    message: {
      en: 'This looks like the ID of a broadcast channel (a few bytes in Base64), not like a device token.',
      zh: '这看起来是广播频道 ID（数个字节的 Base64），而不是设备令牌。',
    },
    hint: {
      en: 'To send to a channel, use the Channels screen or pushdeck broadcast.',
      zh: '请在“频道”页面或使用 pushdeck broadcast 向频道发送。',
    },
  },
  {
    kind: 'printed-nothing',
    whole: /^(?:Optional\()?[(<]?(?:null|nil|none|undefined)[)>]?\)?$/i,
    message: {
      en: 'The app printed this because it had no device token.',
      zh: '这是 App 在没有设备令牌时打印的内容。',
    },
    hint: {
      en: 'Print it where the app receives it: in didRegisterForRemoteNotificationsWithDeviceToken, after registerForRemoteNotifications().',
      zh: '请在调用 registerForRemoteNotifications() 之后，于 didRegisterForRemoteNotificationsWithDeviceToken 中打印令牌。',
    },
  },
  {
    kind: 'byte-count',
    whole: /^(?:Optional\()?\d+ bytes\)?$/i,
    message: {
      en: 'This is what Swift prints for a Data value: its length, not its bytes.',
      zh: '这是 Swift 打印 Data 时显示的长度，而不是内容。',
    },
    hint: READ_AGAIN,
  },
  {
    kind: 'not-registered',
    whole: /aps-environment|remote notifications are not supported in the simulator/i,
    message: {
      en: 'This is the error of an app that could not register for push, not a device token.',
      zh: '这是 App 注册推送失败时的错误信息，不是设备令牌。',
    },
    hint: {
      en: 'Add the Push Notifications capability to the target in Xcode, sign the app with a profile that has it, and run it again.',
      zh: '请在 Xcode 中为 Target 添加 Push Notifications 能力，使用包含该能力的描述文件签名后重新运行。',
    },
  },
];

/** Returns the kind of foreign ID that a whole text is, if any. */
export function foreignIdOf(text: string): ForeignId | undefined {
  return FOREIGN_IDS.find(({ whole, within }) => {
    if (whole?.test(text) === true) return true;
    const found =
      within === undefined ? null : new RegExp(within.source, within.flags.replace('g', '')).exec(text);
    return found?.index === 0 && found[0].length === text.length;
  });
}

/** Every foreign ID inside a text, in order and without overlaps. */
export function foreignIdsIn(text: string): readonly ForeignSpan[] {
  const spans = FOREIGN_IDS.flatMap((id) =>
    id.within === undefined
      ? []
      : [...text.matchAll(id.within)].map((found) => ({
          start: found.index,
          end: found.index + found[0].length,
          id,
        })),
  ).sort((a, b) => a.start - b.start || b.end - a.end);
  let covered = 0;
  return spans.filter(({ start, end }) => {
    if (start < covered) return false;
    covered = end;
    return true;
  });
}
