import { AppError } from '#shared/errors';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * A moment as people name it: `2026-01-31`, `2026-01-31T10:00`, `@1767225600` (Unix seconds), or how long ago:
 * `30m`, `2h`, `7d`.
 *
 * @param option - Named in the error.
 * @param nowMs - Unix time in milliseconds.
 * @returns Unix time in milliseconds. A date without a time zone is meant in the one of this machine.
 * @throws AppError `bad-argument`.
 */
export function parseMoment(option: string, text: string, nowMs: number): number {
  const ago = /^(\d+(?:\.\d+)?)\s*([smhdw])$/i.exec(text);
  if (ago !== null) return nowMs - Number(ago[1]) * (UNIT_MS[(ago[2] ?? '').toLowerCase()] ?? 0);
  const epoch = /^@(\d+)$/.exec(text);
  if (epoch !== null) return Number(epoch[1]) * 1000;
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    // The language takes a bare date for UTC, people mean their own day.
    const parsed = new Date(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')).getTime();
    if (Number.isFinite(parsed)) return parsed;
  }
  throw new AppError(
    'bad-argument',
    { en: `${option} does not understand “${text}”.`, zh: `${option} 无法理解“${text}”。` },
    {
      en: 'Write a date (2026-01-31), a date and time (2026-01-31T10:00), or how long ago (30m, 2h, 7d).',
      zh: '请写日期（2026-01-31）、日期和时间（2026-01-31T10:00），或距今多久（30m、2h、7d）。',
    },
  );
}
