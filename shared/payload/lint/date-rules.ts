import { LARGEST_PLAUSIBLE_SECONDS } from '../../apns/unix-time.js';
import { momentInWords } from '../../text/words.js';
import { setValue } from '../edit.js';
import { memberOf } from '../json-tree.js';
import { atKey, atValue, type LintContext } from './context.js';
import type { Finding, LintRule } from './rule.js';
import { knownEntries } from './schema-entries.js';

/** A smaller number would be before 2001, so it must be a duration. Unit: seconds. */
const SMALLEST_SECONDS = 978_307_200;
/** 2001-01-01 in Unix seconds: the epoch of Swift's `timeIntervalSinceReferenceDate`. */
const REFERENCE_DATE_S = 978_307_200;
/** The longest time an ended activity stays visible. Unit: seconds. */
const LONGEST_STAY_S = 4 * 3600;

interface DateEntry {
  readonly key: string;
  readonly seconds: number;
  readonly spelled: string;
}

function inWords(seconds: number): { en: string; zh: string } {
  return momentInWords(seconds * 1000);
}

function dateFindings(
  context: LintContext,
  judge: (date: DateEntry) =>
    | (Pick<Finding, 'message'> & {
        readonly right: number | null;
        readonly labelEn: string;
        readonly labelZh: string;
      })
    | null,
): readonly Finding[] {
  return knownEntries(context).flatMap(({ member, schema, path }) => {
    const { value } = member;
    if (schema.unit !== 'unix-seconds' || value.type !== 'number') return [];
    const verdict = judge({ key: schema.key, seconds: value.value, spelled: value.text });
    if (verdict === null) return [];
    const { right, message, labelEn, labelZh } = verdict;
    return [
      atValue(
        value,
        path,
        message,
        right === null
          ? null
          : context.fix({ en: labelEn, zh: labelZh }, (text) => setValue(text, path, right)),
      ),
    ];
  });
}

function milliseconds(context: LintContext): readonly Finding[] {
  return dateFindings(context, ({ key, seconds, spelled }) => {
    if (seconds < LARGEST_PLAUSIBLE_SECONDS) return null;
    const right = Math.floor(seconds / 1000);
    const meant = inWords(right);
    return {
      message: {
        en: `"${key}" is in seconds, and ${spelled} is milliseconds (${meant.en}).`,
        zh: `"${key}" 的单位是秒，而 ${spelled} 是毫秒（${meant.zh}）。`,
      },
      right,
      labelEn: `Use ${right}`,
      labelZh: `使用 ${right}`,
    };
  });
}

function implausible(context: LintContext): readonly Finding[] {
  return dateFindings(context, ({ key, seconds, spelled }) => {
    // A dismissal date in the past means immediately.
    if (key === 'dismissal-date' || seconds < 0 || seconds >= SMALLEST_SECONDS) return null;
    const fromReference = Math.floor(seconds) + REFERENCE_DATE_S;
    const swift = seconds > 400_000_000;
    const when = inWords(swift ? fromReference : seconds);
    return {
      message: swift
        ? {
            en: `${spelled} lies before 2001. Swift counts from 2001 by default; then it means ${when.en}, and APNs counts from 1970.`,
            zh: `${spelled} 早于 2001 年。Swift 默认从 2001 年起算，对应 ${when.zh}，而 APNs 从 1970 年起算。`,
          }
        : {
            en: `"${key}" is a moment, not a duration: ${spelled} is ${when.en}.`,
            zh: `"${key}" 是时间点而不是时长：${spelled} 表示 ${when.zh}。`,
          },
      right: swift ? fromReference : null,
      labelEn: `Use ${fromReference}`,
      labelZh: `使用 ${fromReference}`,
    };
  });
}

function numberOf(context: LintContext, key: string): number | null {
  const node = context.apsValue(key);
  return node?.type === 'number' && node.value > SMALLEST_SECONDS && node.value < LARGEST_PLAUSIBLE_SECONDS
    ? node.value
    : null;
}

/** Rules for dates, which are mostly used by Live Activities. */
export const DATE_RULES: readonly LintRule[] = [
  {
    id: 'aps/milliseconds',
    severity: 'error',
    title: { en: 'Milliseconds where seconds belong', zh: '应为秒却写成毫秒' },
    why: {
      en: 'Dates in a payload are Unix time in seconds. In milliseconds they lie tens of thousands of years ahead: an activity never gets stale, and no later update is newer.',
      zh: '载荷中的日期是以秒为单位的 Unix 时间。写成毫秒会落在数万年之后：实时活动永不过时，之后的更新也不会被视为更新。',
    },
    fires: { text: '{"aps": {"timestamp": 1767225660000, "event": "update", "content-state": {}}}' },
    silent: { text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}}}' },
    check: milliseconds,
  },
  {
    id: 'aps/implausible-date',
    severity: 'warning',
    title: { en: 'A date before 2001', zh: '早于 2001 年的日期' },
    why: {
      en: 'It is a duration, or a date counted from 2001 as Swift’s JSONEncoder does by default. The device takes it as long past.',
      zh: '这可能是时长，或是 Swift 的 JSONEncoder 默认从 2001 年起算的日期。设备会视为早已过去。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "stale-date": 3600}}',
    },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "stale-date": 1767229260}}',
    },
    check: implausible,
  },
  {
    id: 'liveactivity/stale-before-timestamp',
    severity: 'warning',
    title: { en: 'Stale from the beginning', zh: '一开始就已过时' },
    why: {
      en: 'With a stale date before its timestamp, the activity shows as out of date at once.',
      zh: '若过时时间早于时间戳，实时活动会立即显示为过时。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "stale-date": 1767225600}}',
    },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "stale-date": 1767225720}}',
    },
    check: (context) => {
      const [stale, sent] = [numberOf(context, 'stale-date'), numberOf(context, 'timestamp')];
      const member = memberOf(context.aps, 'stale-date');
      if (stale === null || sent === null || member === undefined || stale > sent) return [];
      return [
        atKey(member, '/aps', {
          en: `The stale date (${inWords(stale).en}) is not after the timestamp (${inWords(sent).en}).`,
          zh: `过时时间（${inWords(stale).zh}）不晚于时间戳（${inWords(sent).zh}）。`,
        }),
      ];
    },
  },
  {
    id: 'liveactivity/dismissal-too-late',
    severity: 'warning',
    title: { en: 'A dismissal more than four hours later', zh: '移除时间晚于四小时' },
    why: {
      en: 'The system removes an ended activity after four hours at the latest.',
      zh: '系统最晚会在结束后四小时移除实时活动。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225600, "event": "end", "content-state": {}, "dismissal-date": 1767312000}}',
    },
    silent: {
      text: '{"aps": {"timestamp": 1767225600, "event": "end", "content-state": {}, "dismissal-date": 1767229200}}',
    },
    check: (context) => {
      const [leaves, sent] = [numberOf(context, 'dismissal-date'), numberOf(context, 'timestamp')];
      const member = memberOf(context.aps, 'dismissal-date');
      if (leaves === null || sent === null || member === undefined || leaves - sent <= LONGEST_STAY_S)
        return [];
      const latest = sent + LONGEST_STAY_S;
      return [
        atKey(
          member,
          '/aps',
          {
            en: `The activity is gone by ${inWords(latest).en}, four hours after the timestamp, whatever this says.`,
            zh: `无论此值为何，实时活动最晚在时间戳后四小时（${inWords(latest).zh}）移除。`,
          },
          context.fix({ en: `Use ${latest}`, zh: `使用 ${latest}` }, (text) =>
            setValue(text, '/aps/dismissal-date', latest),
          ),
        ),
      ];
    },
  },
];
