import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { useNow } from '../../components/use-now.js';
import { useLanguage } from '../../i18n/use-text.js';
import { isOwnKey } from '../../window/use-shortcuts.js';
import logStyles from './log.module.css';
import styles from './log-list.module.css';
import { LogRow, ROW_HEIGHT } from './log-row.js';
import logRowStyles from './log-row.module.css';
import { type LogEvent, neighbour } from './log-state.js';

const COLUMNS = [
  'time',
  'outcome',
  'status',
  'summary',
  'target',
  'topic',
  'environment',
  'duration',
] as const;
/** Extra rows rendered outside the viewport, so that fast scrolling shows no gaps. */
const OVERSCAN = 12;
/** How many rows before the end the next page is requested. */
const LOAD_AHEAD = 30;
const ROWS_PER_PAGE_KEY = 10;

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: ROWS_PER_PAGE_KEY,
  PageUp: -ROWS_PER_PAGE_KEY,
  End: Infinity,
  Home: -Infinity,
};

interface LogListProps {
  readonly rows: readonly Delivery[];
  readonly hasMore: boolean;
  readonly selectedId: string | null;
  readonly marked: readonly string[];
  readonly dispatch: (event: LogEvent) => void;
  readonly onEnd: () => void;
  /** Called when Enter moves the focus into the open delivery. */
  readonly onEnter: () => void;
}

/** The deliveries, newest first. Only visible rows are rendered. */
export function LogList(props: LogListProps) {
  const { rows, selectedId, dispatch, onEnd } = props;
  const { t } = useTranslation('log');
  const language = useLanguage();
  const nowMs = useNow();
  const idPrefix = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_HEIGHT,
    initialRect: { width: 800, height: 300 },
  });
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (props.hasMore && lastSeen >= rows.length - LOAD_AHEAD) onEnd();
  }, [props.hasMore, lastSeen, rows.length, onEnd]);

  const select = (id: string | null): void => {
    dispatch({ kind: 'selected', id });
    const index = rows.findIndex((row) => row.id === id);
    if (index !== -1) virtual.scrollToIndex(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // With a modifier it is a shortcut of the window: Ctrl+Enter sends and must not open a row.
    if (!isOwnKey(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      select(neighbour(rows, selectedId, step));
    } else if (event.key === 'Enter' && selectedId !== null) {
      event.preventDefault();
      dispatch({ kind: 'selected', id: selectedId, open: true });
      props.onEnter();
    } else if (event.key === ' ' && selectedId !== null) {
      event.preventDefault();
      dispatch({ kind: 'mark-toggled', id: selectedId });
    } else if (event.key === 'Escape') {
      dispatch({ kind: 'detail-closed' });
    }
  };

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={logStyles.list}
      aria-label={t('list.label')}
      aria-rowcount={props.hasMore ? -1 : rows.length + 1}
      aria-multiselectable={false}
      aria-activedescendant={selectedId === null ? undefined : `${idPrefix}${selectedId}`}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (selectedId === null) select(neighbour(rows, null, 0));
      }}
    >
      <div role="row" aria-rowindex={1} className={logRowStyles.head}>
        {COLUMNS.map((column) => (
          <span
            key={column}
            role="columnheader"
            className={column === 'duration' ? logRowStyles.headDuration : undefined}
          >
            {t(`column.${column}`)}
          </span>
        ))}
      </div>
      <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const delivery = rows[index];
          return delivery === undefined ? null : (
            <LogRow
              key={delivery.id}
              id={`${idPrefix}${delivery.id}`}
              delivery={delivery}
              index={index}
              top={start}
              selected={delivery.id === selectedId}
              marked={props.marked.includes(delivery.id)}
              nowMs={nowMs}
              language={language}
              onPick={(id, { mark }) =>
                dispatch(mark ? { kind: 'mark-toggled', id } : { kind: 'selected', id, open: true })
              }
            />
          );
        })}
      </div>
    </div>
  );
}
