import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Weight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { parseJson } from '#shared/payload/json-parser';
import { nodeAt } from '#shared/payload/json-tree';
import { heaviestValues } from '#shared/payload/weigh';
import { useLanguage } from '../../i18n/use-text.js';
import styles from './payload.module.css';

/** The largest values of a payload near its size limit, each linked to its position. */
export function HeaviestValues(props: {
  readonly payload: string;
  readonly isWorthShowing: boolean;
  readonly onReveal: (from: number, to: number) => void;
}) {
  const { t } = useTranslation('payload');
  const language = useLanguage();
  if (!props.isWorthShowing) return null;
  const weights = heaviestValues(props.payload);
  const format = new Intl.NumberFormat(language);
  const reveal = (pointer: string): void => {
    const node = nodeAt(parseJson(props.payload).root, pointer);
    if (node !== undefined) props.onReveal(node.from, node.to);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('heaviest.title')}>
          <ActionIcon size={26} aria-label={t('heaviest.title')}>
            <Weight size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('heaviest.title')}</Menu.Label>
        {weights.map(({ path, bytes }) => (
          <Menu.Item
            key={path}
            rightSection={
              <span className={styles.weight}>{t('heaviest.bytes', { bytes: format.format(bytes) })}</span>
            }
            onClick={() => reveal(path)}
          >
            <code>{path.slice(1)}</code>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
