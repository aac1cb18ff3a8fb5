import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useClient } from '../../platform/client-context.js';
import { type ScenarioRuns, ScenarioRunStore } from './scenario-run-store.js';

const ScenarioRunsContext = createContext<ScenarioRunStore | null>(null);

/** Holds the runs above the screens, so that opening a delivery neither stops a run nor loses its results. */
export function ScenarioRunsProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const [store] = useState(() => new ScenarioRunStore(client));
  useEffect(() => () => store.close(), [store]);
  return <ScenarioRunsContext value={store}>{children}</ScenarioRunsContext>;
}

/** Starts and stops runs; using it causes no re-render. */
export function useScenarioRunner(): Pick<ScenarioRunStore, 'start' | 'stop'> {
  return useStore();
}

/** Subscribes to the runs. */
export function useScenarioRuns(): ScenarioRuns {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.read);
}

function useStore(): ScenarioRunStore {
  const store = useContext(ScenarioRunsContext);
  if (store === null) throw new Error('Runs of scenarios need a ScenarioRunsProvider above them');
  return store;
}
