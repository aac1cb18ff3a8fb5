import { lazy, Suspense, useState } from 'react';
import { deviceLines } from '#shared/workspace/recognise-file';
import { useWorkspace } from '../../state/workspace-context.js';
import { useFileDrop } from '../../window/file-drop.js';
import { useWithinLimits } from '../../window/use-within-limits.js';
import { useDeviceActions } from './use-device-actions.js';

const ImportDialog = lazy(async () => ({ default: (await import('./import-dialog.js')).ImportDialog }));

/** Opens the import dialog for each dropped device list, one after another. */
export function DeviceDropHandler() {
  const workspace = useWorkspace();
  const { save } = useDeviceActions();
  const [waiting, setWaiting] = useState<readonly { readonly id: string; readonly text: string }[]>([]);
  const withinLimits = useWithinLimits();
  useFileDrop(({ files }) => {
    void Promise.all(withinLimits(files, 'list').map((file) => file.text())).then((texts) =>
      setWaiting((before) => [
        ...before,
        ...texts.map((text) => ({ id: crypto.randomUUID(), text: deviceLines(text) })),
      ]),
    );
  }, 'devices');
  const [first] = waiting;
  if (first === undefined) return null;
  return (
    <Suspense fallback={null}>
      <ImportDialog
        key={first.id}
        text={first.text}
        known={workspace?.devices ?? []}
        onClose={() => setWaiting((before) => before.filter(({ id }) => id !== first.id))}
        onSave={(found) => save(found)}
      />
    </Suspense>
  );
}
