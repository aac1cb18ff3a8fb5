import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Plus, RefreshCw, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { arrowStep } from '../../window/use-arrow-navigation.js';
import styles from './channels.module.css';

/** Unit: CSS pixels. */
const ROW_HEIGHT = 32;
/** Shorter lists need no search. */
const SEARCH_FROM = 8;

interface ChannelListProps {
  readonly ids: readonly string[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly onReload: () => void;
  readonly onCreate: () => void;
}

/** The channel IDs, with arrow-key navigation. An app may have ten thousand: only the visible rows are rendered. */
export function ChannelList({ ids, chosen, onChoose, onReload, onCreate }: ChannelListProps) {
  const { t } = useTranslation('channels');
  const [words, setWords] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const found = useMemo(
    () => ids.filter((id) => id.toLowerCase().includes(words.trim().toLowerCase())),
    [ids, words],
  );
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const index = found.indexOf(chosen);
  const show = useEffectEvent(() => {
    if (index !== -1) rows.scrollToIndex(index);
    // The focus follows the selection once its row is rendered.
    if (scroller.current?.contains(document.activeElement) !== true) return;
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus();
    });
  });
  // Only when the selection changes: the user's own scrolling is left alone.
  useEffect(() => show(), [chosen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = found[arrowStep(event, index, found.length) ?? -1];
    if (next !== undefined) onChoose(next);
  };
  return (
    <section className={styles.side} aria-label={t('list')}>
      <div className={styles.sideBar}>
        <h2>{t('count', { count: ids.length })}</h2>
        <Tooltip label={t('reload')}>
          <ActionIcon aria-label={t('reload')} onClick={onReload}>
            <RefreshCw size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Button size="compact-sm" leftSection={<Plus size={13} aria-hidden />} onClick={onCreate}>
          {t('create.open')}
        </Button>
      </div>
      {ids.length < SEARCH_FROM ? null : (
        <TextInput
          className={styles.search}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<Search size={13} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      {found.length === 0 ? <p className={styles.waiting}>{t('notFound')}</p> : null}
      <div ref={scroller} className={styles.list}>
        <ul style={{ height: rows.getTotalSize() }} onKeyDown={onKeyDown}>
          {rows.getVirtualItems().map(({ index: row, start }) => {
            const id = found[row];
            return id === undefined ? null : (
              <li key={id} style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}>
                <button
                  type="button"
                  className={styles.entry}
                  aria-current={id === chosen}
                  title={id}
                  onClick={() => onChoose(id)}
                >
                  {id}
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
