import type { Explanation, OfferedFix } from '../apns/explanation.js';
import { reasonRule, statusRule } from '../apns/reasons.js';
import type { LocalizedText } from '../text/localized-text.js';
import { quoted } from '../text/words.js';
import { CHANNEL_CAUSES } from './causes/channel-causes.js';
import { CREDENTIAL_CAUSES } from './causes/credential-causes.js';
import { HEADER_CAUSES } from './causes/header-causes.js';
import { REQUEST_CAUSES } from './causes/request-causes.js';
import { type Cause, type ExplainInput, type Situation, situationOf } from './causes/situation.js';
import { TOKEN_CAUSES } from './causes/token-causes.js';
import { TOPIC_CAUSES } from './causes/topic-causes.js';

export type { ExplainInput, KnownFacts } from './causes/situation.js';

/** The causes of each reason. A test ensures that every reason of `REASON_RULES` has an entry. */
const CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  ...HEADER_CAUSES,
  ...TOKEN_CAUSES,
  ...TOPIC_CAUSES,
  ...CREDENTIAL_CAUSES,
  ...REQUEST_CAUSES,
  ...CHANNEL_CAUSES,
};

/** The reason whose explanation is used for a status without a known reason. */
const REASON_OF_STATUS: Readonly<Record<number, string>> = {
  404: 'BadPath',
  405: 'MethodNotAllowed',
  410: 'Unregistered',
  413: 'PayloadTooLarge',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};

function title(status: number | null, reason: string | null, meaning: LocalizedText): LocalizedText {
  const code = [status === null ? '' : String(status), reason ?? ''].filter((part) => part !== '').join(' ');
  if (code === '') return meaning;
  return { en: `${code}: ${meaning.en}`, zh: `${code}：${meaning.zh}` };
}

function unknownReason(input: ExplainInput): Cause {
  const reason = input.reason ?? '';
  const meaning = statusRule(input.status ?? 0).meaning;
  if (reason === '') {
    return {
      weight: 10,
      cause: {
        en: `APNs gave no reason. ${meaning.en}`,
        zh: `APNs 没有给出原因。${meaning.zh}`,
      },
      fix: {
        en: 'Compare the request with Apple’s page on sending notification requests.',
        zh: '请对照 Apple 关于发送推送请求的文档检查此请求。',
      },
    };
  }
  const words = quoted(reason);
  return {
    weight: 10,
    cause: {
      en: `APNs says ${words.en}, a reason that this version of Pushdeck does not know. According to its status ${input.status ?? ''}: ${meaning.en}`,
      zh: `APNs 返回了 ${words.zh}，此版本的 Pushdeck 不认识该原因。按状态码 ${input.status ?? ''}：${meaning.zh}`,
    },
    fix: {
      en: 'Look it up on Apple’s page on handling notification responses, and check for a newer version of Pushdeck.',
      zh: '请查阅 Apple 关于处理推送响应的文档，并检查 Pushdeck 是否有新版本。',
    },
  };
}

function uniqueActions(actions: readonly OfferedFix[]): readonly OfferedFix[] {
  const seen = new Set<string>();
  return actions.filter((offer) => {
    const key = JSON.stringify(offer.action);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Explains an answer of APNs: the most likely cause given all known facts, naming the values of this request, and what
 * to do. Never throws: an unknown reason is shown as is, with the meaning of its status.
 *
 * @see https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
 */
export function explain(input: ExplainInput): Explanation {
  const situation = situationOf(input);
  const rule = input.reason === null ? undefined : reasonRule(input.reason);
  const byReason = rule === undefined ? undefined : CAUSES[rule.reason];
  const status = input.status ?? rule?.status ?? null;
  const byStatus = CAUSES[REASON_OF_STATUS[status ?? 0] ?? ''];
  const found = byReason?.(situation) ?? [];
  const ranked = (
    found.length > 0 ? [...found] : [unknownReason(input), ...(byStatus?.(situation) ?? [])]
  ).sort((a, b) => (found.length > 0 ? b.weight - a.weight : 0));
  const [first = unknownReason(input), ...others] = ranked;
  const general = rule ?? statusRule(status ?? 0);
  // The actions of the first cause, then those of other likely causes.
  const likely = others.filter((cause) => cause.weight >= 80 || found.length === 0);
  return {
    title: title(input.status, input.reason, general.meaning),
    cause: first.cause,
    fix: first.fix,
    retry: general.retry,
    actions: uniqueActions([first, ...likely].flatMap((cause) => cause.actions ?? [])),
    otherCauses: others.map((cause) => cause.cause),
  };
}
