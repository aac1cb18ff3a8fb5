import { environmentInWords } from '../../apns/environment.js';
import type { Environment } from '../../apns/push.js';
import { hasExpired } from '../../credentials/expiry.js';
import { momentInWords } from '../../text/words.js';
import { clockBehindInvalidToken, expiredProviderToken } from './clock-causes.js';
import { OFFER_RENEWAL, offerCredential, offerEnvironment } from './offers.js';
import type { Cause, Situation } from './situation.js';

function credentialName(situation: Situation): string {
  return situation.credential?.name ?? '';
}

function credentialEnvironment(situation: Situation): Environment | null {
  const environments = situation.credential?.environments ?? [];
  const other = situation.other;
  if (other === null) return null;
  if (environments.length === 0) return other;
  return environments.some((kind) => kind === other.kind) ? other : null;
}

function otherEnvironment(situation: Situation, what: { en: string; zh: string }): readonly Cause[] {
  const there = credentialEnvironment(situation);
  const { here } = situation;
  const thereWords =
    there === null ? { en: 'the other environment', zh: '另一个环境' } : environmentInWords(there);
  return [
    {
      weight: 90,
      cause: {
        en: `${what.en} is for ${thereWords.en} only, but the push went to ${here.en}.`,
        zh: `${what.zh}仅适用于${thereWords.zh}，而此推送发往${here.zh}。`,
      },
      fix: {
        en: `Send to ${thereWords.en}, or choose a credential for ${here.en}. Tokens differ between the two as well.`,
        zh: `改为发送到${thereWords.zh}，或选择适用于${here.zh}的凭证。两个环境的设备令牌也不相同。`,
      },
      actions: [
        ...(there === null ? [] : [offerEnvironment(there)]),
        ...offerCredential(situation.credential?.id ?? null),
      ],
    },
  ];
}

function expiredCertificate(situation: Situation): readonly Cause[] {
  const { credential, known } = situation;
  if (!credential?.notAfter || known.nowMs === undefined) return [];
  const endMs = Date.parse(credential.notAfter);
  if (!hasExpired(endMs, known.nowMs)) return [];
  const when = momentInWords(endMs, known.nowMs);
  return [
    {
      weight: 97,
      cause: {
        en: `The certificate “${credential.name}” expired on ${when.en}.`,
        zh: `证书“${credential.name}”已于 ${when.zh} 过期。`,
      },
      fix: {
        en: 'Create a new certificate in the developer portal, or switch to an APNs key, which does not expire.',
        zh: '请在开发者后台制作新证书，或改用不会过期的 APNs 密钥。',
      },
      actions: offerCredential(credential.id),
    },
  ];
}

function badCertificate(situation: Situation): readonly Cause[] {
  const { credential } = situation;
  const causes: Cause[] = [...expiredCertificate(situation)];
  if (credential !== null && credential.pushKind === null && credential.kind === 'identity') {
    causes.push({
      weight: 92,
      cause: {
        en: `“${credential.name}” is not a push certificate; it looks like one for signing apps.`,
        zh: `“${credential.name}”不是推送证书，看起来是用于 App 签名的证书。`,
      },
      fix: {
        en: 'Use an “Apple Push Services” certificate of the app, or an APNs key.',
        zh: '请使用该 App 的 “Apple Push Services” 证书，或 APNs 密钥。',
      },
      actions: offerCredential(credential.id),
    });
  }
  causes.push({
    weight: 40,
    cause: {
      en: `APNs does not accept the certificate “${credentialName(situation)}”: it may be revoked, or the wrong kind for this push.`,
      zh: `APNs 不接受证书“${credentialName(situation)}”：它可能已被吊销，或者类型与此推送不符。`,
    },
    fix: {
      en: 'Check it in the developer portal, then reconnect.',
      zh: '请在开发者后台检查该证书，然后重新连接。',
    },
    actions: offerCredential(credential?.id ?? null),
  });
  return causes;
}

function invalidProviderToken(situation: Situation): readonly Cause[] {
  const { credential } = situation;
  const names =
    credential === null
      ? { en: 'The key ID, the team ID and the .p8 file', zh: '密钥 ID、团队 ID 与 .p8 文件' }
      : {
          en: `The key ID ${credential.keyId ?? ''}, the team ID ${credential.teamId ?? ''} and the .p8 file of “${credential.name}”`,
          zh: `“${credential.name}”的密钥 ID ${credential.keyId ?? ''}、团队 ID ${credential.teamId ?? ''} 与 .p8 文件`,
        };
  const causes: Cause[] = [...clockBehindInvalidToken(situation)];
  if (credential !== null && credential.keyId !== null && credential.keyId === credential.teamId) {
    causes.push({
      weight: 96,
      cause: {
        en: `Key ID and team ID are the same (${credential.keyId}); one of them was entered twice.`,
        zh: `密钥 ID 与团队 ID 相同（${credential.keyId}），其中一个被重复填写了。`,
      },
      fix: {
        en: 'Correct the credential: the team ID is under Membership in the developer portal.',
        zh: '请更正凭证：团队 ID 可在开发者后台的 Membership 页面查看。',
      },
      actions: offerCredential(credential.id),
    });
  }
  causes.push(
    {
      weight: 70,
      cause: {
        en: `${names.en} do not belong together.`,
        zh: `${names.zh}互不匹配。`,
      },
      fix: {
        en: 'Compare them with the key’s page in the developer portal. Key ID and team ID are easily swapped: both have ten characters.',
        zh: '请与开发者后台中该密钥的页面核对。密钥 ID 与团队 ID 都是十个字符，容易填反。',
      },
      actions: offerCredential(credential?.id ?? null),
    },
    {
      weight: 50,
      cause: { en: 'The key was revoked in the developer portal.', zh: '该密钥已在开发者后台被撤销。' },
      fix: { en: 'Create a new APNs key and add it here.', zh: '请创建新的 APNs 密钥并添加到这里。' },
      actions: offerCredential(credential?.id ?? null),
    },
  );
  return causes;
}

function missingProviderToken(situation: Situation): readonly Cause[] {
  const { credential } = situation;
  if (credential === null) {
    return [
      {
        weight: 100,
        cause: {
          en: 'The request was sent without a credential.',
          zh: '此请求未使用任何凭证。',
        },
        fix: {
          en: 'Choose an APNs key or a push certificate.',
          zh: '请选择 APNs 密钥或推送证书。',
        },
      },
    ];
  }
  if (credential.kind === 'identity') {
    return [
      {
        weight: 80,
        cause: {
          en: `The certificate “${credential.name}” did not reach APNs: something in between, such as a proxy that decrypts TLS, removed it.`,
          zh: `证书“${credential.name}”没有到达 APNs：可能被中间的设备（例如会解密 TLS 的代理）去掉了。`,
        },
        fix: {
          en: 'Connect without the proxy, or exempt APNs from decryption.',
          zh: '请不经代理连接，或让代理对 APNs 直接放行。',
        },
        actions: offerCredential(credential.id),
      },
    ];
  }
  return [
    {
      weight: 80,
      cause: {
        en: 'The authorization header was empty or removed, perhaps by a custom header of the same name or by a proxy.',
        zh: 'authorization 标头为空或被去掉，可能是由于同名的自定义标头或代理。',
      },
      fix: {
        en: 'Remove custom authorization headers and renew the provider token.',
        zh: '请删除自定义的 authorization 标头，并更新提供者令牌。',
      },
      actions: [OFFER_RENEWAL],
    },
  ];
}

const keyForOtherEnvironment = (situation: Situation): readonly Cause[] =>
  otherEnvironment(situation, {
    en: `The APNs key ${situation.credential?.keyId ?? ''} (“${credentialName(situation)}”)`,
    zh: `APNs 密钥 ${situation.credential?.keyId ?? ''}（“${credentialName(situation)}”）`,
  });

/** Causes of the reasons about the credential. */
export const CREDENTIAL_CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  BadCertificate: badCertificate,
  BadCertificateEnvironment: (situation) =>
    otherEnvironment(situation, {
      en: `The certificate “${credentialName(situation)}”`,
      zh: `证书“${credentialName(situation)}”`,
    }),
  BadEnvironmentKeyIdInToken: keyForOtherEnvironment,
  BadEnvironmentKeyInToken: keyForOtherEnvironment,
  ExpiredProviderToken: expiredProviderToken,
  InvalidProviderToken: invalidProviderToken,
  MissingProviderToken: missingProviderToken,
  UnrelatedKeyIdInToken: (situation) => [
    {
      weight: 90,
      cause: {
        en: `The key ${situation.credential?.keyId ?? ''} is unrelated to the one that this connection was opened with; APNs ties a connection to one group of keys.`,
        zh: `密钥 ${situation.credential?.keyId ?? ''} 与打开此连接时使用的密钥无关；APNs 的一个连接只允许使用同一组密钥。`,
      },
      fix: { en: 'Open a new connection for this key.', zh: '请为该密钥建立新的连接。' },
      actions: [OFFER_RENEWAL],
    },
  ],
  Forbidden: (situation) => [
    {
      weight: 50,
      cause: {
        en: `APNs forbids this push to ${situation.topic ?? 'the topic'} and does not say why. Common causes: the push capability of the app, the state of the developer membership, a revoked credential.`,
        zh: `APNs 禁止向 ${situation.topic ?? '该主题'} 推送，且未说明原因。常见原因：App 的推送能力、开发者会员状态、凭证被撤销。`,
      },
      fix: {
        en: 'Check the app’s identifier and agreements in the developer portal.',
        zh: '请在开发者后台检查该 App 的标识符以及各项协议。',
      },
      actions: offerCredential(situation.credential?.id ?? null),
    },
  ],
  TooManyProviderTokenUpdates: (situation) => {
    const key = situation.credential?.keyId;
    return [
      {
        weight: 90,
        cause: {
          en: `The provider token${key ? ` of key ${key}` : ''} was renewed more than once within 20 minutes. Pushdeck keeps one for 50 minutes, so another program is probably signing with the same key.`,
          zh: `${key ? `密钥 ${key} 的` : ''}提供者令牌在 20 分钟内更新了不止一次。Pushdeck 会将令牌保留 50 分钟，因此很可能有其他程序在使用同一密钥签发令牌。`,
        },
        fix: {
          en: 'Wait 20 minutes before the next renewal, and share one provider token between processes.',
          zh: '请等待 20 分钟后再更新，并在各进程间共用一个提供者令牌。',
        },
      },
    ];
  },
};
