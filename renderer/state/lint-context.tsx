import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import { readDeviceToken } from '#shared/apns/device-token/device-token';
import { credentialFactsOf } from '#shared/credentials/credential-facts';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { omitUndefined } from '#shared/omit-undefined';
import {
  type Diagnostic,
  type KnownDevice,
  lint,
  type LintInput,
  type LintResult,
} from '#shared/payload/lint/lint';
import { applyEdits } from '#shared/payload/text-edit';
import { takesSamples } from '#shared/simulator/sample-guard';
import type { Device } from '#shared/workspace/device';
import { useNow } from '../components/use-now.js';
import { useCredentials } from '../platform/credentials-context.js';
import { useSettledText } from '../platform/use-settled-text.js';
import { useCompose, useComposeFields, useComposeValue, useSimulated } from './compose-context.js';
import { type ComposeDocument, headersOf } from './compose-document.js';
import { useWorkspace } from './workspace-context.js';

export interface LintHandle {
  readonly result: LintResult;
  /** The text that the places in the result belong to. */
  readonly text: string;
  /** Carries out a diagnostic's fix; nothing when the text has changed meanwhile. */
  readonly applyFix: (diagnostic: Diagnostic) => void;
}

const NO_DEVICES: readonly Device[] = [];

const LintContext = createContext<LintHandle | null>(null);

/** Checks what is being composed, for every field that has something to say about itself. */
export function LintProvider({ children }: { readonly children: ReactNode }) {
  const compose = useCompose();
  const { query } = useCredentials();
  const credentials = query.kind === 'ready' ? query.value.credentials : null;
  const devices = useWorkspace()?.devices ?? NO_DEVICES;
  const simulated = useSimulated();
  const nowMs = useNow(30_000);
  const fields = useComposeFields();
  const settled = useSettledText(useComposeValue(({ document }) => document.payload));
  const checked = useMemo(() => ({ ...fields, payload: settled }), [fields, settled]);
  const result = useMemo(
    () => lint(lintInputOf(checked, { credentials, devices, simulated, nowMs })),
    [checked, credentials, devices, simulated, nowMs],
  );
  const fix = useCallback(
    (diagnostic: Diagnostic) => {
      if (diagnostic.fix === null) return;
      const { edits, action } = diagnostic.fix;
      const { payload } = compose.read().document;
      // Places in a text that has changed meanwhile would hit the wrong words.
      if (edits.length > 0 && payload === checked.payload) {
        compose.update({ payload: applyEdits(payload, edits) });
      }
      if (action !== undefined) compose.applyFix(action);
    },
    [checked.payload, compose],
  );
  const handle = useMemo(
    () => ({ result, text: checked.payload, applyFix: fix }),
    [result, checked.payload, fix],
  );
  return <LintContext value={handle}>{children}</LintContext>;
}

export function useLint(): LintHandle {
  const handle = useContext(LintContext);
  if (handle === null) throw new Error('useLint needs a LintProvider above it');
  return handle;
}

/** What is known around a push. */
export interface LintWorld {
  /** `null` while they are not known: then nothing is said about them. */
  readonly credentials: readonly CredentialSummary[] | null;
  readonly devices: readonly Device[];
  /** Tokens of simulated devices. */
  readonly simulated: ReadonlySet<string>;
  /** Unix time in milliseconds. */
  readonly nowMs: number;
}

/** Everything that is known about the push, for the linter. */
export function lintInputOf(document: ComposeDocument, world: LintWorld): LintInput {
  const { credentials, devices, simulated, nowMs } = world;
  const chosen = credentials?.find(({ id }) => id === document.credentialId);
  const facts = chosen === undefined ? null : credentialFactsOf(chosen);
  const isKnown = document.credentialId === null || facts !== null;
  // Of many devices the one worth talking about: the first that has something wrong.
  const tokens = document.targets.map(({ token }) => token);
  const stray = takesSamples(document.environment)
    ? undefined
    : tokens.find((candidate) => simulated.has(candidate));
  const token = stray ?? tokens.find((candidate) => readDeviceToken(candidate).problem !== null) ?? tokens[0];
  const device = devices.find((candidate) => candidate.token === token);
  return {
    text: document.payload,
    headers: headersOf(document, nowMs),
    environment: document.environment,
    nowMs,
    ...(isKnown && credentials !== null ? { credential: facts } : {}),
    ...omitUndefined({ token }),
    ...(stray !== undefined
      ? { device: { environment: 'simulator' as const } }
      : device === undefined
        ? {}
        : { device: knownFactsOf(device) }),
  };
}

/** A device of its own server may be anywhere, so only Apple's and the simulator's say something. */
function knownFactsOf({ environment, topic }: Device): KnownDevice {
  return {
    ...(environment.kind === 'custom' ? {} : { environment: environment.kind }),
    ...(topic === '' ? {} : { topic }),
  };
}
