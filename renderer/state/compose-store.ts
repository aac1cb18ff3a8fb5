import type { Push } from '#shared/apns/push';
import type { LintAction } from '#shared/payload/lint/lint';
import {
  type ComposeDocument,
  documentOf,
  isSameDocument,
  withHeaders,
  withoutHeaders,
} from './compose-document.js';
import type { EditorMemory } from './editor-handle.js';
import type { OpenedPreset } from './opened-preset.js';
import { changeEnvironment, type ParkedSamples, type SampleFacts } from './parked-samples.js';

export interface ComposeState {
  readonly document: ComposeDocument;
  /** The preset being edited, `null` for none. */
  readonly opened: OpenedPreset | null;
  /** The previous document after another push was opened, until the next change; `null` for none. */
  readonly replaced: Pick<ComposeState, 'document' | 'opened'> | null;
  /** What belongs to the simulator and returns when the push is sent there again. */
  readonly parkedSamples: ParkedSamples | null;
}

/** The actions on the composed push. The same object for as long as the window is open. */
export interface Compose {
  /** The current state. To render it, use `useComposeValue`, which subscribes. */
  readonly read: () => ComposeState;
  readonly update: (change: Partial<ComposeDocument>) => void;
  /** Replaces everything with a push of the log. */
  readonly openPush: (push: Push) => void;
  /** Replaces the whole document, with or without a preset. */
  readonly openDocument: (document: ComposeDocument, opened: OpenedPreset | null) => void;
  /** Restores the document that another push replaced, as long as nothing has changed since. */
  readonly restoreReplaced: () => void;
  readonly setOpened: (opened: OpenedPreset | null) => void;
  /** Applies a fix of an explanation. @returns false when Compose cannot apply it. */
  readonly applyFix: (action: LintAction) => boolean;
  /** The state of the payload editor, kept while another screen is open. */
  readonly editorMemory: EditorMemory;
}

export interface ComposeStore extends Compose {
  /** Updates what is known of the simulator. */
  readonly setSampleFacts: (facts: SampleFacts) => void;
  /** Calls `listener` after every change. @returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Holds the composed push outside of the components, so that a key press re-renders only what shows it. */
export function createComposeStore(
  initial: Pick<ComposeState, 'document' | 'opened'>,
  initialFacts: SampleFacts,
): ComposeStore {
  let sampleFacts = initialFacts;
  let state: ComposeState = { ...initial, replaced: null, parkedSamples: null };
  let kept: unknown = null;
  const listeners = new Set<() => void>();
  const setState = (next: Partial<ComposeState>): void => {
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener();
  };
  const replace = (document: ComposeDocument, opened: OpenedPreset | null): void => {
    const { document: before, opened: openedBefore } = state;
    setState({ document, opened, parkedSamples: null, replaced: { document: before, opened: openedBefore } });
  };
  const update = (change: Partial<ComposeDocument>): void => {
    const next = { ...state.document, ...change };
    // The editor also reports the text that it was given, which is no change.
    if (isSameDocument(state.document, next)) return;
    setState({
      ...changeEnvironment(state.document, next, state.parkedSamples, sampleFacts),
      replaced: null,
    });
  };
  return {
    read: () => state,
    setSampleFacts: (known) => {
      sampleFacts = known;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update,
    editorMemory: {
      recall: () => kept,
      remember: (next) => {
        kept = next;
      },
    },
    openPush: (push) => replace(documentOf(push), null),
    openDocument: replace,
    restoreReplaced: () => {
      if (state.replaced !== null) setState({ ...state.replaced, replaced: null, parkedSamples: null });
    },
    setOpened: (opened) => setState({ opened }),
    applyFix: (action) => {
      const { document } = state;
      switch (action.kind) {
        case 'use-environment':
          update({ environment: action.environment });
          return true;
        case 'set-headers':
          setState({ document: withHeaders(document, action.headers) });
          return true;
        case 'remove-headers':
          setState({ document: withoutHeaders(document, action.headers) });
          return true;
        case 'mark-device-gone':
        case 'remove-target':
          update({ targets: document.targets.filter(({ token }) => token !== action.token) });
          return true;
        case 'renew-provider-token':
        case 'shrink-payload':
        case 'open-credential':
          return false;
      }
    },
  };
}
