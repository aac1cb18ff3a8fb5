import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import type { FixAction } from '#shared/apns/explanation';
import type { Push } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useClient } from '../../platform/client-context.js';
import { useQuery } from '../../platform/use-query.js';
import type { OpenedPreset } from '../workspace/opened-preset.js';
import type { EditorMemory } from '../payload/editor/editor-handle.js';
import {
  documentOf,
  firstDocument,
  withHeaders,
  withoutHeaders,
  type ComposeDocument,
} from './compose-document.js';
import { DRAFT_VERSION, readDraft, readOpened, type ComposeDraft } from './compose-draft.js';

/** Short enough to lose nothing worth mentioning, long enough not to write at every key. Unit: milliseconds. */
const SAVE_DELAY_MS = 400;

export interface Compose {
  readonly document: ComposeDocument;
  readonly update: (change: Partial<ComposeDocument>) => void;
  /** Replaces everything by a push of the log. */
  readonly openPush: (push: Push) => void;
  /** The preset that is being worked on, `null` for none. */
  readonly opened: OpenedPreset | null;
  /** Puts a whole new document in place, as a preset or as none. */
  readonly openDocument: (document: ComposeDocument, opened: OpenedPreset | null) => void;
  readonly setOpened: (opened: OpenedPreset | null) => void;
  /** Carries out a fix of an explanation where Compose can. @returns False when it cannot. */
  readonly applyFix: (action: FixAction) => boolean;
  /** What the payload editor remembers while another screen is open. */
  readonly editorMemory: EditorMemory;
}

const ComposeContext = createContext<Compose | null>(null);

const loadDraft = (client: Client, signal?: AbortSignal): Promise<unknown> =>
  client.app.loadDraft(undefined, signal === undefined ? {} : { signal });

/** Holds what is being composed above the screens, so that going elsewhere and back loses nothing. */
export function ComposeProvider(props: { readonly children: ReactNode; readonly waiting: ReactNode }) {
  const info = useAppInfo();
  const { query } = useQuery(loadDraft);
  if (info === null || query.kind === 'loading') return props.waiting;
  const first = firstDocument(info.samples);
  const stored = query.kind === 'ready' ? query.value : null;
  const [initial, opened] = [readDraft(stored, first), readOpened(stored, first)];
  return (
    <ComposeHolder initial={initial} initiallyOpened={opened}>
      {props.children}
    </ComposeHolder>
  );
}

function ComposeHolder(props: {
  readonly initial: ComposeDocument;
  readonly initiallyOpened: OpenedPreset | null;
  readonly children: ReactNode;
}) {
  const [opened, setOpened] = useState(props.initiallyOpened);
  const [document, setDocument] = useState(props.initial);
  const update = useCallback(
    (change: Partial<ComposeDocument>) => setDocument((before) => ({ ...before, ...change })),
    [],
  );
  const openDocument = useCallback((next: ComposeDocument, preset: OpenedPreset | null) => {
    setDocument(next);
    setOpened(preset);
  }, []);
  const openPush = useCallback((push: Push) => openDocument(documentOf(push), null), [openDocument]);
  const applyFix = useCallback((action: FixAction) => {
    switch (action.kind) {
      case 'use-environment':
        setDocument((before) => ({ ...before, environment: action.environment }));
        return true;
      case 'set-headers':
        setDocument((before) => withHeaders(before, action.headers));
        return true;
      case 'remove-headers':
        setDocument((before) => withoutHeaders(before, action.headers));
        return true;
      case 'mark-device-gone':
        setDocument((before) => ({
          ...before,
          targets: before.targets.filter((target) => target.token !== action.token),
        }));
        return true;
      default:
        return false;
    }
  }, []);
  const editorMemory = useRef<unknown>(null);
  const draft = useMemo(() => ({ version: DRAFT_VERSION, document, opened }) as const, [document, opened]);
  useKeptDraft(draft);
  const compose = useMemo(
    () => ({ document, update, openPush, opened, openDocument, setOpened, applyFix, editorMemory }),
    [document, update, openPush, opened, openDocument, applyFix],
  );
  return <ComposeContext value={compose}>{props.children}</ComposeContext>;
}

/** Keeps the draft in the core a moment after the last change, and at once when the page goes away. */
function useKeptDraft(draft: ComposeDraft): void {
  const client = useClient();
  const initial = useRef(draft);
  useEffect(() => {
    if (draft === initial.current) return;
    let isSaved = false;
    const save = (): void => {
      if (isSaved) return;
      isSaved = true;
      // A draft that could not be kept is kept with the next change; the connection banner already says why.
      client.app.saveDraft({ draft }).catch(() => undefined);
    };
    const timer = setTimeout(save, SAVE_DELAY_MS);
    window.addEventListener('pagehide', save);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', save);
    };
  }, [client, draft]);
}

export function useCompose(): Compose {
  const compose = useContext(ComposeContext);
  if (compose === null) throw new Error('useCompose needs a ComposeProvider above it');
  return compose;
}
