import { ActionIcon, Button, Select, Tooltip, VisuallyHidden } from '@mantine/core';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shortToken } from '#shared/apns/short-token';
import type { SimulatedDevice } from '#shared/simulator/model';
import { CopyValue } from '../../components/copy-value.js';
import { DEVICE_STATES, withState } from '../../state/device-draft.js';
import { DeviceDialog } from './device-dialog.js';
import styles from './simulator.module.css';
import { useDevices } from './use-devices.js';

interface DeviceTableProps {
  readonly devices: readonly SimulatedDevice[];
  /** Topics of the simulator's team. */
  readonly topics: readonly string[];
}

/** The device tokens that the simulator knows, with their states. */
export function DeviceTable({ devices, topics }: DeviceTableProps) {
  const { t } = useTranslation('simulator');
  const { save, remove } = useDevices();
  const [edited, setEdited] = useState<SimulatedDevice | 'new' | null>(null);
  return (
    <>
      <div className={styles.sectionBar}>
        <p>{t('device.intro')}</p>
        <Button leftSection={<Plus size={13} aria-hidden />} onClick={() => setEdited('new')}>
          {t('device.add')}
        </Button>
      </div>
      <table className={styles.devices}>
        <thead>
          <tr>
            <th scope="col">{t('device.name')}</th>
            <th scope="col">{t('device.token')}</th>
            <th scope="col">{t('device.state')}</th>
            <th scope="col">
              <VisuallyHidden>{t('device.actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr key={device.token}>
              <th scope="row">
                {device.name}
                {device.topics.map((topic) => (
                  <code key={topic} title={topic}>
                    {topic}
                  </code>
                ))}
              </th>
              <td>
                <CopyValue value={device.token} shown={shortToken(device.token)} label={t('device.token')} />
              </td>
              <td>
                <Select
                  aria-label={t('device.stateOf', { name: device.name })}
                  data={DEVICE_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
                  value={device.state}
                  allowDeselect={false}
                  onChange={(state) => {
                    if (state !== null) void save(withState(device, state, Date.now()));
                  }}
                  w={132}
                />
              </td>
              <td className={styles.rowActions}>
                <Tooltip label={t('device.edit')}>
                  <ActionIcon
                    onClick={() => setEdited(device)}
                    aria-label={t('device.editOf', { name: device.name })}
                  >
                    <Pencil size={14} aria-hidden />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label={t('device.remove')}>
                  <ActionIcon
                    onClick={() => void remove(device)}
                    aria-label={t('device.removeOf', { name: device.name })}
                  >
                    <Trash2 size={14} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {edited !== null && (
        <DeviceDialog
          device={edited === 'new' ? null : edited}
          devices={devices}
          topics={topics}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}
