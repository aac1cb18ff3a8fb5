import type { Language } from '#shared/text/localized-text';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** `9:41`, as a lock screen writes it. @param nowMs - Unix time in milliseconds. */
export function lockScreenTime(nowMs: number, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' })
    .format(nowMs)
    .replace(/^0(?=\d:)/, '');
}

/** Weekday and date, as a lock screen writes them. @param nowMs - Unix time in milliseconds. */
export function lockScreenDate(nowMs: number, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
  }).format(nowMs);
}
