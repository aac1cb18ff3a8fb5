import type { Language } from '#shared/text/localized-text';

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Units from the largest down: the first one in which the difference is at least one is used. */
const RELATIVE_UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * MS_PER_DAY],
  ['day', MS_PER_DAY],
  ['hour', MS_PER_HOUR],
  ['minute', MS_PER_MINUTE],
];

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Cached: creating a formatter is noticeably slow in a list of a thousand rows. */
function format(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LOCALES[language], options);
  formats.set(key, made);
  return made;
}

function sameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}

/**
 * Formats the time of a row: `14:03:22` for today, otherwise preceded by the date.
 *
 * @param atMs - Unix time in milliseconds.
 * @param nowMs - Unix time in milliseconds.
 */
export function formatRowTime(atMs: number, nowMs: number, language: Language): string {
  const at = new Date(atMs);
  const clock = format(language, 'clock', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  if (sameDay(at, new Date(nowMs))) return clock;
  return `${format(language, 'day', { month: 'short', day: 'numeric' }).format(at)} ${clock}`;
}

/** Formats date and time with seconds. @param atMs - Unix time in milliseconds. */
export function formatDateTime(atMs: number, language: Language): string {
  return format(language, 'full', { dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23' }).format(atMs);
}

/** Formats a date without the time. @param atMs - Unix time in milliseconds. */
export function formatDate(atMs: number, language: Language): string {
  return format(language, 'date', { dateStyle: 'medium' }).format(atMs);
}

/**
 * Formats a time relative to now: "in 12 days", "3 minutes ago".
 *
 * @param atMs - Unix time in milliseconds.
 * @param nowMs - Unix time in milliseconds.
 */
export function formatRelative(atMs: number, nowMs: number, language: Language): string {
  const difference = atMs - nowMs;
  const words = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' });
  for (const [unit, size] of RELATIVE_UNITS) {
    if (Math.abs(difference) >= size) return words.format(Math.trunc(difference / size), unit);
  }
  return words.format(Math.trunc(difference / 1000), 'second');
}

/**
 * Formats a duration with at most three significant digits: `0.42 ms`, `3.1 ms`, `128 ms`, `1.24 s`, `2 min 5 s`.
 *
 * @param ms - Unit: milliseconds.
 */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${trim(ms.toFixed(2))} ms`;
  if (ms < 99.95) return `${trim(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < MS_PER_MINUTE) return `${trim((ms / 1000).toFixed(2))} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function trim(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
