import type { LocalizedText } from './localized-text.js';

/** `4212` → `4,212`, independent of language and locale. */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(Math.abs(value)).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `1` and "device" → "1 device", `2000` → "2,000 devices". */
export function countedInWords(count: number, one: string, zh: string): LocalizedText {
  return { en: `${grouped(count)} ${one}${count === 1 ? '' : 's'}`, zh: `${grouped(count)} ${zh}` };
}

/** `1` → "1 byte", `4212` → "4,212 bytes". */
export function bytesInWords(count: number): LocalizedText {
  return countedInWords(count, 'byte', '字节');
}

const UNITS = [
  { ms: 86_400_000, until: Infinity, en: 'day', zh: '天' },
  { ms: 3_600_000, until: 48, en: 'hour', zh: '小时' },
  { ms: 60_000, until: 120, en: 'minute', zh: '分钟' },
  { ms: 1000, until: 120, en: 'second', zh: '秒' },
] as const;

/** A duration in the largest unit that keeps it meaningful: "71 minutes", "3 hours", "12 days". */
export function durationInWords(ms: number): LocalizedText {
  const length = Math.abs(ms);
  for (const unit of [...UNITS].reverse()) {
    const count = Math.round(length / unit.ms);
    if (count < unit.until) return countedInWords(count, unit.en, unit.zh);
  }
  return countedInWords(Math.round(length / 86_400_000), 'day', '天');
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The limit of `Date`. Unit: milliseconds. */
const LAST_DATE_MS = 8.64e15;

/**
 * A point in time, in UTC so that it reads the same everywhere, and relative to `nowMs` if given: "14 March 2026,
 * 09:26:53 UTC (3 days ago)".
 */
export function momentInWords(atMs: number, nowMs?: number): LocalizedText {
  if (!Number.isFinite(atMs) || Math.abs(atMs) > LAST_DATE_MS) {
    return { en: String(atMs), zh: String(atMs) };
  }
  const date = new Date(atMs);
  const time = date.toISOString().slice(11, 19);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const en = `${day} ${MONTHS[month] ?? ''} ${year}, ${time} UTC`;
  const zh = `${year} 年 ${month + 1} 月 ${day} 日 ${time} UTC`;
  if (nowMs === undefined) return { en, zh };
  const distance = durationInWords(nowMs - atMs);
  return nowMs >= atMs
    ? { en: `${en} (${distance.en} ago)`, zh: `${zh}（${distance.zh}前）` }
    : { en: `${en} (${distance.en} from now)`, zh: `${zh}（${distance.zh}后）` };
}

/** "a", "a and b", "a, b and c"; long lists are truncated: "a, b and 3 more". */
export function listInWords(items: readonly string[], atMost = 5): LocalizedText {
  const shown = items.slice(0, atMost);
  const rest = items.length - shown.length;
  if (rest > 0) {
    return { en: `${shown.join(', ')} and ${rest} more`, zh: `${shown.join('、')} 等 ${items.length} 个` };
  }
  const last = shown.at(-1) ?? '';
  if (shown.length < 2) return { en: last, zh: last };
  const first = shown.slice(0, -1);
  return { en: `${first.join(', ')} and ${last}`, zh: `${first.join('、')} 和 ${last}` };
}

/** Quotes user input within a sentence, truncated if it is long. */
export function quoted(text: string, atMost = 80): LocalizedText {
  const points = Array.from(text);
  const shown = points.length > atMost ? `${points.slice(0, atMost).join('')}…` : text;
  return { en: `“${shown}”`, zh: `“${shown}”` };
}

/**
 * Prefixes a noun with "a" or "an", by its sound: "an RSA key", "an EC key", "a PNG image", "an 8-bit key", "a UUID".
 */
export function withArticle(noun: string): string {
  const [first = ''] = noun.split(/[\s-]/);
  // Abbreviations are spelled out, so the name of the first letter decides.
  const isSpelled = /^[A-Z][A-Z0-9]*$/.test(first);
  const vowel = isSpelled ? /^[AEFHILMNORSX]/ : /^(?:[aeio]|u(?!ni|se|ti)|8|11\b|18\b)/i;
  return `${vowel.test(noun) ? 'an' : 'a'} ${noun}`;
}
