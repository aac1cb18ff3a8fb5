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

/** How each reason is explained. A reason of the table of reasons without an entry here does not pass the tests. */
const CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  ...HEADER_CAUSES,
  ...TOKEN_CAUSES,
  ...TOPIC_CAUSES,
  ...CREDENTIAL_CAUSES,
  ...REQUEST_CAUSES,
  ...CHANNEL_CAUSES,
};

/** Which reason's explanation serves a status whose own reason is unknown or missing. */
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
      en: `APNs says ${words.en}, a reason that this version of Pushdeck does not know. By its status ${input.status ?? ''}: ${meaning.en}`,
      zh: `APNs 返回了 ${words.zh}，此版本的 Pushdeck 不认识该原因。按状态码 ${input.status ?? ''}：${meaning.zh}`,
    },
    fix: {
      en: 'Look it up on Apple’s page on handling notification responses, and see whether there is a newer Pushdeck.',
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
 * Says what an answer of APNs means for the request that earned it: the most likely cause, given everything
 * that is known, in words that name the values of this request, then what to do. Never throws: a reason that
 * is newer than this program is shown as it is, with what its status means.
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
  // The first cause's own buttons, then those of causes that facts make likely.
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
