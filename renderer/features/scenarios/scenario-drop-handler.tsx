import { useFileDrop } from '../../window/file-drop.js';
import { useWithinLimits } from '../../window/use-within-limits.js';
import { useScenarioActions } from './use-scenario-actions.js';

/** Keeps scenarios that are dropped on the window, and shows the last. */
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
