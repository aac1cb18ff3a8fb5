import { useTranslation } from 'react-i18next';
import type { PushLosses } from '#shared/history/push-losses';

/** Describes what was not stored of a push. */
export function useLossWords(): (losses: PushLosses) => string {
  const { t, i18n } = useTranslation('log');
  return ({ payloadBytes, headers }) =>
    [
      ...(payloadBytes === null
        ? []
        : [t('losses.payload', { bytes: payloadBytes.toLocaleString(i18n.language) })]),
      ...(headers.length === 0 ? [] : [t('losses.headers', { names: headers.join(', ') })]),
    ].join(' ');
}
