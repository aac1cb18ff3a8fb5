import { useFileDrop } from '../../window/file-drop.js';
import { useWithinLimits } from '../../window/use-within-limits.js';
import { useScenarioActions } from './use-scenario-actions.js';

/** Saves dropped scenarios and shows the last one. */
export function ScenarioDropHandler() {
  const { create } = useScenarioActions();
  const withinLimits = useWithinLimits();
  useFileDrop(({ files }) => {
    void Promise.all(withinLimits(files, 'payload').map((file) => file.text())).then(async (texts) => {
      for (const text of texts) await create(text, 'steps');
    });
  }, 'scenario');
  return null;
}
