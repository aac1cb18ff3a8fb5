import { AppError } from '#shared/errors';
import type { Preset } from '#shared/workspace/preset';
import type { WorkspaceService } from '../workspace/workspace-service.js';

/**
 * Finds a preset by name, case-insensitively, or by its path in the workspace.
 *
 * @throws AppError `not-found`, `bad-argument` when several have the name, and the errors of reading it.
 */
export function findPreset(workspace: Pick<WorkspaceService, 'state' | 'readPreset'>, name: string): Preset {
  const { presets } = workspace.state();
  const wanted = name.toLowerCase();
  const found = presets.filter(
    (preset) => preset.name.toLowerCase() === wanted || preset.id === name || preset.id === `${name}.json`,
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return workspace.readPreset(only.id).preset;
  const list = (only === undefined ? presets : found).slice(0, 20).map(({ id }) => id);
  throw new AppError(
    only === undefined ? 'not-found' : 'bad-argument',
    only === undefined
      ? { en: `There is no preset “${name}”.`, zh: `没有名为“${name}”的预设。` }
      : { en: `Several presets are called “${name}”.`, zh: `有多个名为“${name}”的预设。` },
    {
      en: list.length === 0 ? 'None is saved yet.' : `Known: ${list.join(', ')}.`,
      zh: list.length === 0 ? '目前尚未保存任何预设。' : `已有：${list.join('、')}。`,
    },
  );
}
