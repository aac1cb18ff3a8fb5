import type { Language } from '#shared/text/localized-text';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** Formats the time of a lock screen: `9:41`. @param nowMs - Unix time in milliseconds. */
export function lockScreenTime(nowMs: number, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' })
    .format(nowMs)
    .replace(/^0(?=\d:)/, '');
}

/** Formats the weekday and date of a lock screen. @param nowMs - Unix time in milliseconds. */
export function lockScreenDate(nowMs: number, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
  }).format(nowMs);
}
