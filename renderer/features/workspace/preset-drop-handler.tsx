import { useFileDrop } from '../../shell/file-drop.js';
import { useWithinLimits } from '../../shell/use-within-limits.js';
import { usePresetActions } from './use-preset-actions.js';

/** By name here and by content afterwards: a credential is never called so. */
const isPresetFile = (file: File): boolean => /\.(?:apns|json)$/i.test(file.name);

/** Opens payloads, presets and `.apns` files that are dropped on the window. */
export function PresetDropHandler() {
  const { openImported } = usePresetActions();
  const withinLimits = useWithinLimits();
  useFileDrop(({ files }) => {
    const file = withinLimits(files, 'payload').at(-1);
    if (file !== undefined) void file.text().then((text) => openImported(text, file.name));
  }, isPresetFile);
  return null;
}
