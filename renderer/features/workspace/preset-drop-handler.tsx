import { useFileDrop } from '../../window/file-drop.js';
import { useWithinLimits } from '../../window/use-within-limits.js';
import { usePresetActions } from './use-preset-actions.js';

/** Opens a dropped payload, preset, `.apns` file or curl command; saves several as presets. */
export function PresetDropHandler() {
  const { openImported, keepImported } = usePresetActions();
  const withinLimits = useWithinLimits();
  useFileDrop(({ files }) => {
    const taken = withinLimits(files, 'payload');
    void Promise.all(taken.map(async (file) => ({ text: await file.text(), name: file.name }))).then(
      (read) => {
        const [only, ...others] = read;
        if (only === undefined) return;
        void (others.length === 0 ? openImported(only.text, only.name) : keepImported(read));
      },
    );
  }, 'push');
  return null;
}
