import { readDeviceToken } from '../../apns/device-token/device-token.js';
import { environmentInWords } from '../../apns/environment.js';
import type { Environment } from '../../apns/push.js';
import { splitTopic } from '../../apns/topics.js';
import type { LocalizedText } from '../../text/localized-text.js';
import { durationInWords, momentInWords, quoted } from '../../text/words.js';
import { offerEnvironment, offerGone, offerTopic } from './offers.js';
import type { Cause, Situation } from './situation.js';

function acceptedElsewhere(situation: Situation): Environment | null {
  const kind = situation.known.tokenAcceptedIn;
  if (kind === undefined || kind === 'custom' || kind === situation.environment.kind) return null;
  if (situation.other?.kind === kind) return situation.other;
  return { kind };
}

function badDeviceToken(situation: Situation): readonly Cause[] {
  const { token, here, other } = situation;
  const causes: Cause[] = [];
  const elsewhere = acceptedElsewhere(situation);
  if (elsewhere !== null) {
    const there = environmentInWords(elsewhere);
    causes.push({
      weight: 100,
      cause: {
        en: `This token was last accepted by ${there.en}, but the push went to ${here.en}. A token belongs to one environment only.`,
        zh: `此令牌上次由${there.zh}接受，而这次推送发往${here.zh}。一个令牌只属于一个环境。`,
      },
      fix: { en: `Send it to ${there.en}.`, zh: `改为发送到${there.zh}。` },
      actions: [offerEnvironment(elsewhere)],
    });
  }
  const { problem } = readDeviceToken(token);
  if (problem !== null) {
    causes.push({ weight: 95, cause: problem.message, fix: problem.hint });
  } else if (/^(.)\1+$/.test(token)) {
    causes.push({
      weight: 90,
      cause: {
        en: 'The token is one digit repeated, so it is made up. APNs only checks the token after credential and topic, so those are fine.',
        zh: '该令牌由同一个数字重复构成，是虚构的。APNs 在检查凭证和主题之后才检查令牌，说明凭证和主题没有问题。',
      },
      fix: {
        en: 'Use a token that the app printed on a real device.',
        zh: '使用 App 在真实设备上获得的令牌。',
      },
    });
  }
  if (other !== null && elsewhere === null) {
    const there = environmentInWords(other);
    causes.push({
      weight: 60,
      cause: {
        en: `${here.en === 'production' ? 'Production' : 'The sandbox'} does not know this token. Most likely it belongs to ${there.en}: builds run from Xcode get sandbox tokens, TestFlight and App Store builds get production tokens, and the token itself does not show which.`,
        zh: `${here.zh}不认识此令牌。它很可能属于${there.zh}：从 Xcode 运行的版本得到沙盒令牌，TestFlight 和 App Store 版本得到生产令牌，而令牌本身看不出区别。`,
      },
      fix: {
        en: `Send it to ${there.en}. If that fails too, read the token from the app again.`,
        zh: `改为发送到${there.zh}。如果仍然失败，请从 App 重新获取令牌。`,
      },
      actions: [offerEnvironment(other)],
    });
  }
  causes.push({
    weight: 30,
    cause: {
      en: `No device of ${here.en} has this token. It comes from another installation, or it was altered when it was copied.`,
      zh: `${here.zh}中没有设备使用此令牌。它可能来自另一次安装，或在复制过程中被改动。`,
    },
    fix:
      situation.environment.kind === 'simulator'
        ? {
            en: 'Use the token of one of the simulated devices, or add a device with this one.',
            zh: '请使用某个模拟设备的令牌，或用此令牌添加一个设备。',
          }
        : {
            en: 'Read the token from the app again; it changes when the app or the system is reinstalled.',
            zh: '请从 App 重新获取令牌；重新安装 App 或系统后令牌会改变。',
          },
  });
  return causes;
}

function deviceTokenNotForTopic(situation: Situation): readonly Cause[] {
  const { topic, pushType, betterTopic, requiredSuffix, known } = situation;
  const causes: Cause[] = [];
  const sent = topic ?? '';
  if (known.tokenTopic !== undefined && known.tokenTopic !== topic) {
    causes.push({
      weight: 100,
      cause: {
        en: `This token belongs to the topic ${known.tokenTopic}, but the push names ${sent}.`,
        zh: `此令牌属于主题 ${known.tokenTopic}，而推送使用的主题是 ${sent}。`,
      },
      fix: { en: `Use the topic ${known.tokenTopic}.`, zh: `使用主题 ${known.tokenTopic}。` },
      actions: [offerTopic(known.tokenTopic)],
    });
  }
  if (betterTopic !== null && requiredSuffix !== null) {
    const ending = requiredSuffix === '' ? null : requiredSuffix;
    causes.push({
      weight: 85,
      cause:
        ending === null
          ? {
              en: `The push type ${pushType} uses the plain bundle ID, but the topic ${sent} ends in ${splitTopic(sent).suffix}.`,
              zh: `推送类型 ${pushType} 应使用不带后缀的 Bundle ID，而主题 ${sent} 以 ${splitTopic(sent).suffix} 结尾。`,
            }
          : {
              en: `The push type ${pushType} needs a topic that ends in ${ending}, but the topic is ${sent}.`,
              zh: `推送类型 ${pushType} 的主题应以 ${ending} 结尾，而当前主题是 ${sent}。`,
            },
      fix: { en: `Use the topic ${betterTopic}.`, zh: `使用主题 ${betterTopic}。` },
      actions: [offerTopic(betterTopic)],
    });
  }
  const { suffix, bundleId, types } = splitTopic(sent);
  if (suffix !== '') {
    const type = types[0] ?? pushType;
    causes.push({
      weight: 70,
      cause: {
        en: `The topic ${sent} accepts only the dedicated tokens of ${type}, and this looks like a token of another kind. The regular token of the app does not work with it.`,
        zh: `主题 ${sent} 只接受 ${type} 专用的令牌，而这个令牌似乎属于其他类型。App 的普通令牌不能用于该主题。`,
      },
      fix: {
        en: `Send to the token that the app receives for ${type}, or send a regular push to the topic ${bundleId}.`,
        zh: `发送到 App 为 ${type} 取得的令牌，或向主题 ${bundleId} 发送普通推送。`,
      },
      actions: [offerTopic(bundleId)],
    });
  }
  causes.push({
    weight: 50,
    cause: {
      en: `The token comes from an app whose bundle ID is not ${bundleId}, often another build of the same app (debug, beta, staging).`,
      zh: `该令牌来自 Bundle ID 不是 ${bundleId} 的 App，通常是同一 App 的其他构建版本（debug、beta、staging）。`,
    },
    fix: {
      en: 'Compare the topic with the bundle ID of the app that printed the token.',
      zh: '请将主题与取得该令牌的 App 的 Bundle ID 进行核对。',
    },
  });
  if (suffix === '') {
    causes.push({
      weight: 40,
      cause: {
        en: `The token is a dedicated one (VoIP, location, Live Activity, widget, …), which does not work with the plain topic ${bundleId}.`,
        zh: `该令牌是专用令牌（VoIP、位置、实时活动、小组件等），不能用于普通主题 ${bundleId}。`,
      },
      fix: {
        en: 'Choose the push type that the token is for, with its topic.',
        zh: '选择与该令牌对应的推送类型及其主题。',
      },
    });
  }
  return causes;
}

function missingDeviceToken(situation: Situation): readonly Cause[] {
  const name = situation.push.target.kind === 'device' ? situation.push.target.name : undefined;
  const whose = name === undefined ? null : quoted(name);
  return [
    {
      weight: 100,
      cause: {
        en: `The device token${whose === null ? '' : ` of ${whose.en}`} is empty, so the path ended with /3/device/.`,
        zh: `${whose === null ? '' : `${whose.zh} 的`}设备令牌为空，请求路径止于 /3/device/。`,
      },
      fix: {
        en: 'Enter a device token. If it comes from a variable, give that variable a value.',
        zh: '请填写设备令牌。如果它来自变量，请给该变量赋值。',
      },
    },
  ];
}

function gone(situation: Situation, why: LocalizedText): readonly Cause[] {
  const { timestampMs, known, token, topic } = situation;
  const causes: Cause[] = [];
  const since = timestampMs === null ? null : momentInWords(timestampMs, known.nowMs);
  const forTopic = topic === null ? { en: '', zh: '' } : { en: ` for ${topic}`, zh: `对 ${topic} ` };
  if (timestampMs !== null && known.tokenSavedAtMs !== undefined && known.tokenSavedAtMs > timestampMs) {
    const later = durationInWords(known.tokenSavedAtMs - timestampMs);
    causes.push({
      weight: 100,
      cause: {
        en: `APNs last confirmed this token to be invalid on ${since?.en ?? ''}, but it was saved here ${later.en} later, so the app may have registered again since.`,
        zh: `APNs 最后一次确认此令牌失效是 ${since?.zh ?? ''}，但它在此之后 ${later.zh}才保存到这里，App 可能已重新注册。`,
      },
      fix: {
        en: 'Keep the device, let the app register again, and compare the tokens.',
        zh: '保留该设备，让 App 重新注册并比较令牌。',
      },
      actions: [offerGone(token)],
    });
  }
  causes.push({
    weight: 90,
    cause: {
      en: `${why.en}${since === null ? '' : ` APNs considers it invalid${forTopic.en} since ${since.en}.`}`,
      zh: `${why.zh}${since === null ? '' : `APNs 自 ${since.zh}起确认它${forTopic.zh}失效。`}`,
    },
    fix: {
      en: 'Stop sending to this token. The app gets a new one when it is opened or installed again.',
      zh: '停止向此令牌推送。App 再次打开或安装后会得到新的令牌。',
    },
    actions: [offerGone(token)],
  });
  return causes;
}

function tooManyRequests(situation: Situation): readonly Cause[] {
  const count = situation.known.pushesToTokenLastMinute;
  const where =
    situation.channelId === null
      ? { en: 'this device', zh: '这一台设备' }
      : { en: 'this channel', zh: '这个频道' };
  return [
    {
      weight: 90,
      cause: {
        en: `Too many pushes were sent to ${where.en} in a short time${count === undefined ? '' : `: ${count} in the last minute`}.`,
        zh: `短时间内向${where.zh}推送过多${count === undefined ? '' : `：最近一分钟内 ${count} 次`}。`,
      },
      fix: {
        en: 'Wait a while and send less often; a collapse ID does not help here.',
        zh: '稍等片刻并降低推送频率；折叠标识对此没有帮助。',
      },
    },
  ];
}

/** Causes of the reasons about the device token. */
export const TOKEN_CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  BadDeviceToken: badDeviceToken,
  DeviceTokenNotForTopic: deviceTokenNotForTopic,
  MissingDeviceToken: missingDeviceToken,
  TooManyRequests: tooManyRequests,
  Unregistered: (situation) =>
    gone(situation, {
      en: 'The app was removed from the device, or the device has a newer token.',
      zh: 'App 已从设备上删除，或者设备已有新的令牌。',
    }),
  ExpiredToken: (situation) =>
    gone(situation, {
      en: 'The token was not used for so long that it expired.',
      zh: '该令牌长期未使用，已过期。',
    }),
};
