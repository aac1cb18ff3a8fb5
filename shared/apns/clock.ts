import type { LocalizedText } from '../text/localized-text.js';

/** A larger clock skew is reported and corrected for. Unit: milliseconds. */
export const NOTABLE_SKEW_MS = 5 * 60_000;

/** How to set the clock on each operating system. */
export const SET_THE_CLOCK: LocalizedText = {
  en: 'Let the system set the date and time from the network. macOS: System Settings → General → Date & Time. Windows: Settings → Time & language → Date & time → Sync now. Linux: timedatectl set-ntp true.',
  zh: '请让系统通过网络自动设置日期和时间。macOS：系统设置 → 通用 → 日期与时间；Windows：设置 → 时间和语言 → 日期和时间 → 立即同步；Linux：timedatectl set-ntp true。',
};
