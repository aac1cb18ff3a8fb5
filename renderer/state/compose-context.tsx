import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { useAppInfo } from '../platform/app-info-context.js';
import { useConnection, useConnectionState } from '../platform/client-context.js';
import { useQuery } from '../platform/use-query.js';
import {
  type ComposeDocument,
  type ComposeFields,
  firstDocument,
  isSameDocument,
} from './compose-document.js';
import { DRAFT_VERSION, readDraft, readOpened } from './compose-draft.js';
import { type Compose, type ComposeState, type ComposeStore, createComposeStore } from './compose-store.js';
import { createDraftStorage, type DraftStorage } from './draft-storage.js';
import { useSimulatedTokens } from './simulated-tokens.js';

/** Short enough that a crash loses little, long enough not to write on every key. Unit: milliseconds. */
const SAVE_DELAY_MS = 400;

const ComposeContext = createContext<ComposeStore | null>(null);
const SimulatedContext = createContext<ReadonlySet<string>>(new Set());

/** Holds the composed push above the screens, so that navigating loses nothing. */
export function ComposeProvider(props: { readonly children: ReactNode; readonly waiting: ReactNode }) {
  const info = useAppInfo();
  const connection = useConnection();
  const [draftStorage] = useState(() => createDraftStorage(connection, window));
  const { query } = useQuery(draftStorage.load);
  if (info === null || query.kind === 'loading') return props.waiting;
  const stored = query.kind === 'ready' ? query.value : null;
  return (
    <ComposeStoreProvider samples={info.samples} stored={stored} draftStorage={draftStorage}>
      {props.children}
    </ComposeStoreProvider>
  );
}

function ComposeStoreProvider(props: {
  readonly samples: Parameters<typeof firstDocument>[0];
  readonly stored: unknown;
  readonly draftStorage: DraftStorage;
  readonly children: ReactNode;
}) {
  const [store] = useState(() => {
    const first = firstDocument(props.samples);
    return createComposeStore(
      { document: readDraft(props.stored, first), opened: readOpened(props.stored, first) },
      { samples: props.samples, simulated: new Set() },
    );
  });
  const environment = useSyncExternalStore(store.subscribe, () => store.read().document.environment);
  const simulated = useSimulatedTokens(environment);
  useLayoutEffect(() => {
    store.setSampleFacts({ samples: props.samples, simulated });
  }, [props.samples, simulated, store]);
  useAutosave(store, props.draftStorage);
  return (
    <ComposeContext value={store}>
      <SimulatedContext value={simulated}>{props.children}</SimulatedContext>
    </ComposeContext>
  );
}

/** Saves the draft shortly after the last change, and at once when the page is hidden or closed. */
function useAutosave(store: ComposeStore, draftStorage: DraftStorage): void {
  const connection = useConnectionState();
  const epoch = connection.kind === 'open' ? connection.epoch : null;
  useEffect(() => {
    if (epoch === null) return;
    const controller = new AbortController();
    void draftStorage.hold(controller.signal);
    void draftStorage.saveUnsaved();
    return () => controller.abort();
  }, [epoch, draftStorage]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const save = (): void => {
      if (timer === null) return;
      clearTimeout(timer);
      timer = null;
      const { document, opened } = store.read();
      void draftStorage.save({ version: DRAFT_VERSION, document, opened });
    };
    const unsubscribe = store.subscribe(() => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(save, SAVE_DELAY_MS);
    });
    window.addEventListener('pagehide', save);
    return () => {
      unsubscribe();
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [draftStorage, store]);
}

function useStore(): ComposeStore {
  const store = useContext(ComposeContext);
  if (store === null) throw new Error('Compose needs a ComposeProvider above it');
  return store;
}

/** The tokens of simulated devices, so that nothing is sent to them in another environment. */
export function useSimulated(): ReadonlySet<string> {
  return useContext(SimulatedContext);
}

/** The actions on the composed push; using them causes no re-render. */
export function useCompose(): Compose {
  return useStore();
}

/**
 * Subscribes to a part of the composed push.
 *
 * @param select - Selects what the component shows. Must return parts of the state, not new objects.
 */
export function useComposeValue<T>(select: (state: ComposeState) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.read()));
}

/** The document without its payload, which changes far more often than the fields and headers. */
export function useComposeFields(): ComposeFields {
  const [fieldsOf] = useState(createFieldsSelector);
  return useComposeValue(({ document }) => fieldsOf(document));
}

/** Returns the same object for as long as only the payload changes. */
function createFieldsSelector(): (document: ComposeDocument) => ComposeFields {
  let last: { readonly document: ComposeDocument; readonly fields: ComposeFields } | null = null;
  return (document) => {
    const { payload, ...fields } = document;
    if (last !== null && isSameDocument({ ...last.document, payload }, document)) return last.fields;
    last = { document, fields };
    return fields;
  };
}
