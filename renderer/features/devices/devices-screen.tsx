import { Button, Select, Switch, TextInput } from '@mantine/core';
import { FileSpreadsheet, Plus, Search, Send, Smartphone, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Device, groupsOf } from '#shared/workspace/device';
import { EmptyHint } from '../../components/empty-hint.js';
import { PanelHeader } from '../../components/panel-header.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { DeviceDialog } from './device-dialog.js';
import { filterDevices, NO_FILTER, selectedOf } from './device-filter.js';
import { DeviceList } from './device-list.js';
import styles from './devices.module.css';
import { ImportDialog } from './import-dialog.js';
import { useDeviceActions } from './use-device-actions.js';

type Dialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'import' }
  | { readonly kind: 'device'; readonly device: Device | null };

/** The saved devices of the workspace. */
export function DevicesScreen() {
  const { t } = useTranslation('compose');
  const workspace = useWorkspace();
  const actions = useDeviceActions();
  const [filter, setFilter] = useState(NO_FILTER);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<Dialog>({ kind: 'none' });
  const devices = useMemo(() => workspace?.devices ?? [], [workspace]);
  const shown = useMemo(() => filterDevices(devices, filter), [devices, filter]);
  const chosen = selectedOf(shown, selected);
  const gone = devices.filter(({ goneAtMs }) => goneAtMs !== null);
  if (workspace === null) return null;
  const close = (): void => setDialog({ kind: 'none' });
  return (
    <div className={styles.root}>
      <PanelHeader title={t('devices.title')}>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<FileSpreadsheet size={14} aria-hidden />}
          onClick={() => setDialog({ kind: 'import' })}
        >
          {t('devices.import')}
        </Button>
        <Button
          size="compact-sm"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => setDialog({ kind: 'device', device: null })}
        >
          {t('devices.add')}
        </Button>
      </PanelHeader>
      {devices.length === 0 ? (
        <EmptyHint
          icon={Smartphone}
          title={t('devices.none')}
          action={
            <Button variant="default" onClick={() => setDialog({ kind: 'import' })}>
              {t('devices.import')}
            </Button>
          }
        >
          {t('devices.noneHint')}
        </EmptyHint>
      ) : (
        <>
          <div className={styles.toolbar}>
            <TextInput
              className={styles.search}
              aria-label={t('devices.search')}
              placeholder={t('devices.search')}
              leftSection={<Search size={13} aria-hidden />}
              value={filter.words}
              onChange={(event) => setFilter({ ...filter, words: event.currentTarget.value })}
            />
            <Select
              aria-label={t('devices.groups')}
              placeholder={t('devices.allGroups')}
              clearable
              value={filter.group}
              data={[...groupsOf(devices)]}
              onChange={(group) => setFilter({ ...filter, group })}
            />
            {gone.length > 0 ? (
              <Switch
                label={t('devices.onlyGone', { count: gone.length })}
                checked={filter.onlyGone}
                onChange={(event) => setFilter({ ...filter, onlyGone: event.currentTarget.checked })}
              />
            ) : null}
            <div className={styles.bulk}>
              {filter.onlyGone && gone.length > 0 ? (
                <Button
                  variant="light"
                  color="red"
                  size="compact-sm"
                  leftSection={<Trash2 size={13} aria-hidden />}
                  onClick={() => {
                    setFilter({ ...filter, onlyGone: false });
                    void actions.remove(gone);
                  }}
                >
                  {t('devices.removeGone', { count: gone.length })}
                </Button>
              ) : null}
              {chosen.length > 0 ? (
                <>
                  <Button
                    variant="light"
                    size="compact-sm"
                    leftSection={<Send size={13} aria-hidden />}
                    onClick={() => actions.sendTo(chosen)}
                  >
                    {t('devices.use', { count: chosen.length })}
                  </Button>
                  <Button
                    variant="subtle"
                    color="red"
                    size="compact-sm"
                    leftSection={<Trash2 size={13} aria-hidden />}
                    onClick={() => {
                      setSelected(new Set());
                      void actions.remove(chosen);
                    }}
                  >
                    {t('devices.remove', { count: chosen.length })}
                  </Button>
                </>
              ) : null}
            </div>
          </div>
          <DeviceList
            devices={shown}
            selected={selected}
            onSelect={setSelected}
            onEdit={(device) => setDialog({ kind: 'device', device })}
            onUse={(device) => actions.sendTo([device])}
          />
        </>
      )}
      {dialog.kind === 'device' ? (
        <DeviceDialog
          device={dialog.device}
          taken={devices.map(({ name }) => name)}
          groups={groupsOf(devices)}
          onClose={close}
          onSave={(device) => actions.save([device], dialog.device === null ? [] : [dialog.device.name])}
        />
      ) : null}
      {dialog.kind === 'import' ? (
        <ImportDialog known={devices} onClose={close} onSave={(found) => actions.save(found)} />
      ) : null}
    </div>
  );
}
