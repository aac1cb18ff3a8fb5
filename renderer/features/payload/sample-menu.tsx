import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { LibraryBig } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../../i18n/use-text.js';
import { topicAfterTypeChange } from '../../state/change-push-type.js';
import { useCompose, useComposeValue } from '../../state/compose-context.js';
import type { PayloadSample } from './samples.js';

/** Sample payloads, those of the current push type first. Undo restores the previous payload. */
export function SampleMenu() {
  const { t } = useTranslation('payload');
  const text = useText();
  const { read, update } = useCompose();
  const pushTypeNow = useComposeValue(({ document }) => document.pushType);
  const [samples, setSamples] = useState<readonly PayloadSample[]>([]);
  const load = (): void => void import('./samples.js').then((loaded) => setSamples(loaded.SAMPLES));
  const ofType = samples.filter(({ pushType }) => pushType === pushTypeNow);
  const others = samples.filter(({ pushType }) => pushType !== pushTypeNow);
  const item = (sample: PayloadSample) => (
    <Menu.Item
      key={sample.file}
      onClick={() =>
        update({
          payload: sample.payload,
          pushType: sample.pushType,
          topic: topicAfterTypeChange(read().document.topic, pushTypeNow, sample.pushType),
        })
      }
    >
      {text(sample.title)}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-start" onOpen={load}>
      <Menu.Target>
        <Tooltip label={t('samples.title')}>
          <ActionIcon size={26} aria-label={t('samples.title')}>
            <LibraryBig size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {ofType.length > 0 ? <Menu.Label>{pushTypeNow}</Menu.Label> : null}
        {ofType.map(item)}
        {others.length > 0 ? <Menu.Label>{t('samples.others')}</Menu.Label> : null}
        {others.map(item)}
      </Menu.Dropdown>
    </Menu>
  );
}
