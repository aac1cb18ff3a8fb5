import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { appName } from '../phone/lock-screen.js';
import { lastEventMs, type Phone } from '../phone/phones.js';
import { wordsOf } from '../phone/read-item.js';

/** Announces the latest arrival to screen readers, for which the animation is invisible. */
export function Announcer({ phones }: { readonly phones: readonly Phone[] }) {
  const { t } = useTranslation('simulator');
  const phone = phones.toSorted((one, other) => lastEventMs(other) - lastEventMs(one))[0];
  const item = phone?.items[0];
  return (
    <VisuallyHidden role="status">
      {phone !== undefined && item !== undefined
        ? t('inbox.announce', {
            device: phone.name,
            words: wordsOf(item) || appName(item.topic),
          })
        : ''}
    </VisuallyHidden>
  );
}
