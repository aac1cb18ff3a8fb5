import type { LocalizedText } from '../text/localized-text.js';
import type { FaultRule, GoawayFault, RuleCondition, RuleEffect } from './model.js';

/** Says in one sentence which pushes a rule catches and what becomes of them. */
export function describeRule({ when, then }: Pick<FaultRule, 'when' | 'then'>): LocalizedText {
  const effect = describeEffect(then);
  return {
    en: `${subjectInEnglish(when)} ${effect.en}.`,
    zh: `${subjectInChinese(when)}${effect.zh}。`,
  };
}

function subjectInEnglish({ every = 1, after = 0, probability = 1, ...filters }: RuleCondition): string {
  const head = every > 1 ? `Every ${ordinal(every)} push` : 'Every push';
  const parts = [head, ...filtersInEnglish(filters)];
  if (after > 0) parts.push(`after the first ${after}`);
  const subject = parts.join(' ');
  return probability < 1 ? `${subject}, with a chance of ${percent(probability)},` : subject;
}

function filtersInEnglish({ token, topic, pushType, payload }: RuleCondition): readonly string[] {
  const found: string[] = [];
  if (pushType !== undefined) found.push(`of ${patterned('type', 'types', pushType)}`);
  if (token !== undefined) found.push(`to ${patterned('the token', 'tokens', shorten(token))}`);
  if (topic !== undefined) found.push(`for ${patterned('the topic', 'topics', topic)}`);
  if (payload !== undefined) found.push(`whose payload contains “${shorten(payload)}”`);
  return found;
}

function patterned(one: string, many: string, pattern: string): string {
  return pattern.endsWith('*') ? `${many} that begin with ${pattern.slice(0, -1)}` : `${one} ${pattern}`;
}

function subjectInChinese({ every = 1, after = 0, probability = 1, ...filters }: RuleCondition): string {
  const wanted = filtersInChinese(filters);
  const listed = wanted.join('、');
  // Chinese and Latin letters stand apart by a space.
  const which = listed === '' ? '推送' : `${listed}${/[\x21-\x7e]$/.test(listed) ? ' ' : ''}的推送`;
  const past = after > 0 ? `前 ${after} 条之后，` : '';
  const head = every > 1 ? `每第 ${every} 条${which}` : `每条${which}`;
  return probability < 1 ? `${past}${head}有 ${percent(probability)} 的概率` : `${past}${head}`;
}

function filtersInChinese({ token, topic, pushType, payload }: RuleCondition): readonly string[] {
  const pattern = (name: string, value: string) =>
    value.endsWith('*') ? `${name}以 ${value.slice(0, -1)} 开头` : `${name}为 ${value}`;
  const found: string[] = [];
  if (pushType !== undefined) found.push(pattern('类型', pushType));
  if (token !== undefined) found.push(pattern('令牌', shorten(token)));
  if (topic !== undefined) found.push(pattern('主题', topic));
  if (payload !== undefined) found.push(`载荷包含“${shorten(payload)}”`);
  return found;
}

function describeEffect(effect: RuleEffect): LocalizedText {
  if ('answer' in effect) {
    const { status, reason } = effect.answer;
    return status < 300
      ? {
          en: `is answered ${status} and never reaches the device`,
          zh: `返回 ${status}，但不会送达设备`,
        }
      : { en: `is answered ${status} ${reason}`.trimEnd(), zh: `返回 ${status} ${reason}`.trimEnd() };
  }
  if ('delayMs' in effect) return describeDelay(effect.delayMs);
  if ('goaway' in effect) return describeGoaway(effect.goaway);
  if ('reset' in effect) {
    return { en: `is cut off with RST_STREAM ${effect.reset}`, zh: `被 RST_STREAM ${effect.reset} 中断` };
  }
  if ('drop' in effect) return { en: 'makes the connection drop', zh: '会使连接断开' };
  if ('hang' in effect) return { en: 'never gets an answer', zh: '永远得不到答复' };
  if ('throttle' in effect) {
    return effect.throttle === 1
      ? { en: 'limits its connection to one stream at a time', zh: '会将连接限制为同时仅 1 个流' }
      : {
          en: `limits its connection to ${effect.throttle} streams at a time`,
          zh: `会将连接限制为同时最多 ${effect.throttle} 个流`,
        };
  }
  return { en: 'makes its provider token count as expired', zh: '会使其提供者令牌被视为已过期' };
}

function describeDelay(delay: number | { readonly min: number; readonly max: number }): LocalizedText {
  if (typeof delay === 'number') {
    return { en: `is handled ${seconds(delay)} s late`, zh: `延迟 ${seconds(delay)} 秒处理` };
  }
  return {
    en: `is handled ${seconds(delay.min)} to ${seconds(delay.max)} s late`,
    zh: `延迟 ${seconds(delay.min)} 至 ${seconds(delay.max)} 秒处理`,
  };
}

function describeGoaway({
  debug = 'json',
  reason,
  lastStreamId = 'last',
  times = 1,
}: GoawayFault): LocalizedText {
  const what = {
    json: { en: ` ${reason ?? 'Shutdown'}`, zh: ` ${reason ?? 'Shutdown'}` },
    text: { en: ` “${reason ?? ''}”`, zh: `“${reason ?? ''}”` },
    empty: { en: '', zh: '' },
  }[debug];
  const twice = times === 2 ? { en: ', sent twice', zh: '（发送两次）' } : { en: '', zh: '' };
  const rest =
    lastStreamId === 'last'
      ? { en: 'is still answered', zh: '本条仍会得到答复' }
      : lastStreamId === 'none'
        ? { en: 'nothing on it counts as processed', zh: '其上的请求均视为未处理' }
        : {
            en: `streams above ${lastStreamId} are not processed`,
            zh: `编号大于 ${lastStreamId} 的流不会被处理`,
          };
  return {
    en: `makes the connection end with GOAWAY${what.en}${twice.en}, and ${rest.en}`,
    zh: `会使连接以 GOAWAY${what.zh} 结束${twice.zh}，${rest.zh}`,
  };
}

function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][tail] ?? 'th'}`;
}

function percent(probability: number): string {
  return `${Number((probability * 100).toFixed(2))}%`;
}

function seconds(ms: number): string {
  return String(Number((ms / 1000).toFixed(3)));
}

/** A token or a payload text can be long; its beginning tells which one it is. */
function shorten(text: string): string {
  if (text.length <= 24) return text;
  return text.endsWith('*') ? `${text.slice(0, 16)}…*` : `${text.slice(0, 16)}…`;
}
