import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Ban, Pencil, Send } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { shortToken } from '#shared/apns/short-token';
import type { Device } from '#shared/workspace/device';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { LANGUAGE_TAGS } from '../../i18n/language.js';
import { useLanguage } from '../../i18n/use-text.js';
import styles from './devices.module.css';

/** Unit: CSS pixels. */
const ROW_HEIGHT = 38;

interface DeviceListProps {
  readonly devices: readonly Device[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (names: ReadonlySet<string>) => void;
  readonly onEdit: (device: Device) => void;
  readonly onUse: (device: Device) => void;
}

/** A virtual table of devices: a hundred thousand rows scroll as smoothly as ten. */
export function DeviceList(props: DeviceListProps) {
  const { t } = useTranslation('compose');
  const { devices, selected, onSelect } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: devices.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const chosen = devices.filter(({ name }) => selected.has(name)).length;
  const toggle = (name: string): void => {
    const next = new Set(selected);
    if (!next.delete(name)) next.add(name);
    onSelect(next);
  };
  return (
    <div
      className={styles.table}
      role="table"
      aria-label={t('devices.title')}
      aria-rowcount={devices.length + 1}
    >
      <div role="rowgroup">
        <div className={styles.head} role="row">
          <span role="columnheader">
            <Checkbox
              aria-label={t('devices.selectAll')}
              checked={chosen > 0 && chosen === devices.length}
              indeterminate={chosen > 0 && chosen < devices.length}
              onChange={() =>
                onSelect(chosen === devices.length ? new Set() : new Set(devices.map(({ name }) => name)))
              }
            />
          </span>
          {(['name', 'token', 'environment', 'topic', 'labels'] as const).map((column) => (
            <span key={column} role="columnheader" data-column={column}>
              {t(`devices.column.${column}`)}
            </span>
          ))}
          <span role="columnheader" data-column="actions">
            {t('devices.column.actions')}
          </span>
        </div>
      </div>
      <div
        ref={scroller}
        className={styles.body}
        role="rowgroup"
        tabIndex={0}
        aria-label={t('devices.title')}
      >
        <div style={{ position: 'relative', height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const device = devices[index];
            return device === undefined ? null : (
              <div
                key={device.name}
                className={styles.line}
                role="row"
                aria-rowindex={index + 2}
                data-gone={device.goneAtMs === null ? undefined : true}
                style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
              >
                <Line device={device} {...props} onToggle={() => toggle(device.name)} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Line(props: DeviceListProps & { readonly device: Device; readonly onToggle: () => void }) {
  const { t } = useTranslation('compose');
  const { device } = props;
  return (
    <>
      <span role="cell">
        <Checkbox
          aria-label={t('devices.select', { name: device.name })}
          checked={props.selected.has(device.name)}
          onChange={props.onToggle}
        />
      </span>
      <span role="cell" data-column="name" title={device.note}>
        <button type="button" className={styles.name} onClick={() => props.onEdit(device)}>
          {device.name}
        </button>
        <GoneMark device={device} />
      </span>
      <span role="cell" data-column="token" className="pd-mono" title={device.token}>
        {shortToken(device.token)}
      </span>
      <span role="cell" data-column="environment">
        <EnvironmentBadge kind={device.environment.kind} />
      </span>
      <span role="cell" data-column="topic" className="pd-mono" title={device.topic}>
        {device.topic}
        {device.kind === 'app' ? '' : ` · ${device.kind}`}
      </span>
      <span role="cell" data-column="labels">
        {[...device.groups, ...device.tags].map((label) => (
          <span key={label} className={styles.label}>
            {label}
          </span>
        ))}
      </span>
      <span role="cell" data-column="actions">
        <Tooltip label={t('devices.useOne')}>
          <ActionIcon
            size="sm"
            aria-label={`${t('devices.useOne')}: ${device.name}`}
            onClick={() => props.onUse(device)}
          >
            <Send size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('devices.edit')}>
          <ActionIcon
            size="sm"
            aria-label={`${t('devices.edit')}: ${device.name}`}
            onClick={() => props.onEdit(device)}
          >
            <Pencil size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </span>
    </>
  );
}

function GoneMark({ device }: { readonly device: Device }) {
  const { t } = useTranslation('compose');
  const language = useLanguage();
  if (device.goneAtMs === null) return null;
  const since = new Intl.DateTimeFormat(LANGUAGE_TAGS[language], { dateStyle: 'medium' }).format(
    device.goneAtMs,
  );
  return (
    <Tooltip label={t('devices.goneSince', { date: since })}>
      <span className={styles.gone}>
        <Ban size={12} aria-hidden />
        {t('devices.gone')}
      </span>
    </Tooltip>
  );
}
