import type { DeliveryOutcome } from '../apns/push.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { Expectation, Shown } from './scenario.js';
import type { Mismatch, StepDelivery } from './scenario-run.js';

/** The default expectation. */
export const ACCEPTED: Expectation = { outcome: 'accepted' };

const OUTCOME_WORDS: Readonly<Record<DeliveryOutcome, LocalizedText>> = {
  accepted: { en: 'accepted', zh: '已接受' },
  rejected: { en: 'rejected', zh: '被拒绝' },
  failed: { en: 'failed', zh: '失败' },
  unknown: { en: 'unknown', zh: '未知' },
};

const SHOWN_WORDS: Readonly<Record<Shown, LocalizedText>> = {
  banner: { en: 'a banner', zh: '横幅' },
  silent: { en: 'nothing to see (silent)', zh: '静默，无可见内容' },
  call: { en: 'a call', zh: '来电' },
  'live-activity': { en: 'a Live Activity', zh: '实时活动' },
  badge: { en: 'a badge', zh: '角标' },
  background: { en: 'a background update', zh: '后台更新' },
  other: { en: 'data for its app only', zh: '仅交由 App 处理' },
  stored: { en: 'nothing yet (stored while the device is offline)', zh: '设备离线，暂存等待' },
  nothing: { en: 'nothing', zh: '无' },
};

/**
 * Compares the outcome of a push with an expectation. An expectation without outcome, status or reason expects an
 * accepted push.
 *
 * @returns The mismatches; empty if all is as expected.
 */
export function findMismatches(expectation: Expectation, seen: StepDelivery): readonly Mismatch[] {
  const hasNoAnswer = [expectation.outcome, expectation.status, expectation.reason].every(
    (part) => part === undefined,
  );
  const { outcome, status, reason, withinMs, shows } = hasNoAnswer
    ? { ...ACCEPTED, ...expectation }
    : expectation;
  const found: Mismatch[] = [];
  if (outcome !== undefined && outcome !== seen.outcome) {
    found.push(mismatch('outcome', outcome, seen.outcome, OUTCOME, wordsOf));
  }
  if (status !== undefined && status !== seen.status) {
    found.push(mismatch('status', status, seen.status, STATUS, plain));
  }
  if (reason !== undefined && reason !== seen.reason) {
    found.push(mismatch('reason', reason, seen.reason, REASON, plain));
  }
  if (withinMs !== undefined && (seen.responseMs === null || seen.responseMs > withinMs)) {
    const rounded = seen.responseMs === null ? null : Math.round(seen.responseMs * 10) / 10;
    found.push(mismatch('withinMs', withinMs, rounded, WITHIN, plain));
  }
  if (shows !== undefined && seen.shown !== null && shows !== seen.shown) {
    found.push(mismatch('shows', shows, seen.shown, SHOWS, wordsOf));
  }
  return found;
}

/** Describes an expectation: `accepted, 200`. */
export function expectationWords(expectation: Expectation): LocalizedText {
  const { outcome, status, reason, withinMs, shows } = expectation;
  const parts: LocalizedText[] = [
    ...(outcome === undefined ? [] : [OUTCOME_WORDS[outcome]]),
    ...(status === undefined ? [] : [plain(status)]),
    ...(reason === undefined ? [] : [reason === null ? NO_REASON : plain(reason)]),
    ...(withinMs === undefined ? [] : [{ en: `within ${withinMs} ms`, zh: `${withinMs} 毫秒内` }]),
    ...(shows === undefined
      ? []
      : [{ en: `shows ${SHOWN_WORDS[shows].en}`, zh: `显示：${SHOWN_WORDS[shows].zh}` }]),
  ];
  return { en: parts.map(({ en }) => en).join(', '), zh: parts.map(({ zh }) => zh).join('，') };
}

const NO_REASON: LocalizedText = { en: 'no reason', zh: '无原因' };

type Value = string | number | null;
type Sentence = (expected: LocalizedText, actual: LocalizedText) => LocalizedText;

const OUTCOME: Sentence = (expected, actual) => ({
  en: `Expected the push to be ${expected.en}, but it was ${actual.en}.`,
  zh: `期望结果为“${expected.zh}”，实际为“${actual.zh}”。`,
});
const STATUS: Sentence = (expected, actual) => ({
  en: `Expected status ${expected.en}, but it was ${actual.en}.`,
  zh: `期望状态码为 ${expected.zh}，实际为 ${actual.zh}。`,
});
const REASON: Sentence = (expected, actual) => ({
  en: `Expected reason ${expected.en}, but it was ${actual.en}.`,
  zh: `期望原因为 ${expected.zh}，实际为 ${actual.zh}。`,
});
const WITHIN: Sentence = (expected, actual) => ({
  en: `Expected an answer within ${expected.en} ms, but it took ${actual.en}${actual === NONE ? '' : ' ms'}.`,
  zh: `期望在 ${expected.zh} 毫秒内应答，实际为 ${actual.zh}${actual === NONE ? '' : ' 毫秒'}。`,
});
const SHOWS: Sentence = (expected, actual) => ({
  en: `Expected the device to show ${expected.en}, but it shows ${actual.en}.`,
  zh: `期望设备显示：${expected.zh}；实际显示：${actual.zh}。`,
});

const NONE: LocalizedText = { en: 'none', zh: '无' };

function plain(value: Value): LocalizedText {
  return value === null ? NONE : { en: String(value), zh: String(value) };
}

function wordsOf(value: Value): LocalizedText {
  const known: Readonly<Record<string, LocalizedText>> = { ...OUTCOME_WORDS, ...SHOWN_WORDS };
  return (typeof value === 'string' ? known[value] : undefined) ?? plain(value);
}

function mismatch(
  what: Mismatch['what'],
  expected: Value,
  actual: Value,
  sentence: Sentence,
  words: (value: Value) => LocalizedText,
): Mismatch {
  return { what, expected, actual, message: sentence(words(expected), words(actual)) };
}
