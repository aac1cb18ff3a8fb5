import { environmentInWords } from '../../apns/environment.js';
import type { OfferedFix } from '../../apns/explanation.js';
import type { Environment } from '../../apns/push.js';

export function offerEnvironment(environment: Environment): OfferedFix {
  const name = environmentInWords(environment);
  return {
    label: { en: `Send to ${name.en}`, zh: `改为发送到${name.zh}` },
    action: { kind: 'use-environment', environment },
  };
}

export function offerTopic(topic: string): OfferedFix {
  return {
    label: { en: `Use topic ${topic}`, zh: `使用主题 ${topic}` },
    action: { kind: 'set-headers', headers: { topic } },
  };
}

export function offerPushType(pushType: string): OfferedFix {
  return {
    label: { en: `Use push type ${pushType}`, zh: `使用推送类型 ${pushType}` },
    action: { kind: 'set-headers', headers: { pushType } },
  };
}

export function offerCredential(credentialId: string | null): readonly OfferedFix[] {
  if (credentialId === null) return [];
  return [
    {
      label: { en: 'Show the credential', zh: '查看凭证' },
      action: { kind: 'open-credential', credentialId },
    },
  ];
}

export const OFFER_RENEWAL: OfferedFix = {
  label: { en: 'Renew the provider token and reconnect', zh: '更新提供者令牌并重新连接' },
  action: { kind: 'renew-provider-token' },
};

export const OFFER_SHRINKING: OfferedFix = {
  label: { en: 'Show what takes up space', zh: '查看各部分大小' },
  action: { kind: 'shrink-payload' },
};

export function offerGone(token: string): OfferedFix {
  return {
    label: { en: 'Mark the device as gone', zh: '标记该设备已失效' },
    action: { kind: 'mark-device-gone', token },
  };
}
