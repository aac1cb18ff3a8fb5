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
import { useDeferredText } from '../platform/use-deferred-text.js';
import { useCompose, useComposeFields, useComposeValue, useSimulated } from './compose-context.js';
import { type ComposeDocument, headersOf } from './compose-document.js';
import { useWorkspace } from './workspace-context.js';

export interface LintHandle {
  readonly result: LintResult;
  /** The text that the positions in the result refer to. */
  readonly text: string;
  /** Applies the fix of a diagnostic; does nothing when the text has changed since. */
  readonly applyFix: (diagnostic: Diagnostic) => void;
}

const NO_DEVICES: readonly Device[] = [];

const LintContext = createContext<LintHandle | null>(null);

/** Lints the composed push for all fields that show diagnostics. */
export function LintProvider({ children }: { readonly children: ReactNode }) {
  const compose = useCompose();
  const { query } = useCredentials();
  const credentials = query.kind === 'ready' ? query.value.credentials : null;
  const devices = useWorkspace()?.devices ?? NO_DEVICES;
  const simulated = useSimulated();
  const nowMs = useNow(30_000);
  const fields = useComposeFields();
  const settled = useDeferredText(useComposeValue(({ document }) => document.payload));
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
      // Positions in an outdated text would edit the wrong place.
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

/** What the linter needs besides the push. */
interface LintFacts {
  /** `null` while unknown: then the linter says nothing about them. */
  readonly credentials: readonly CredentialSummary[] | null;
  readonly devices: readonly Device[];
  /** Tokens of simulated devices. */
  readonly simulated: ReadonlySet<string>;
  /** Unix time in milliseconds. */
  readonly nowMs: number;
}

/** The input of the linter for the composed push. */
function lintInputOf(document: ComposeDocument, known: LintFacts): LintInput {
  const { credentials, devices, simulated, nowMs } = known;
  const chosen = credentials?.find(({ id }) => id === document.credentialId);
  const facts = chosen === undefined ? null : credentialFactsOf(chosen);
  const isKnown = document.credentialId === null || facts !== null;
  // Of many devices, the first that has a problem.
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

/** A device of a custom server could be anywhere, so only Apple's environments and the simulator are useful. */
function knownFactsOf({ environment, topic }: Device): KnownDevice {
  return {
    ...(environment.kind === 'custom' ? {} : { environment: environment.kind }),
    ...(topic === '' ? {} : { topic }),
  };
}
