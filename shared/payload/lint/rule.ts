import type { FixAction } from '../../apns/explanation.js';
import type { PushHeader } from '../../apns/header-table.js';
import type { Environment, EnvironmentKind, PushHeaders } from '../../apns/push.js';
import type { CredentialFacts } from '../../credentials/credential-facts.js';
import type { LocalizedText } from '../../text/localized-text.js';
import type { Range } from '../json-tree.js';
import type { TextEdit } from '../text-edit.js';
import type { LintContext } from './context.js';

/**
 * - `error`: APNs rejects it, or it cannot work as intended
 * - `warning`: APNs accepts it, but something is probably not as intended
 * - `info`: worth knowing
 */
export type Severity = 'error' | 'warning' | 'info';

/** The part of the push that a finding is about; everything but `payload` is located at the start of the text. */
export type DiagnosticSubject =
  'payload' | PushHeader['option'] | 'custom-headers' | 'credential' | 'environment' | 'token';

/** What is known about the device that a push goes to. */
export interface KnownDevice {
  readonly environment?: EnvironmentKind;
  readonly topic?: string;
}

/** Input of the rules. Only `text` is required; rules about absent input report nothing. */
export interface LintInput {
  /** The payload as written; placeholders such as `{{name}}` are assumed to have the right type. */
  readonly text: string;
  /** Defaults to the type that topic and payload imply. */
  readonly pushType?: string;
  readonly topic?: string;
  /** If absent, headers are not checked. Headers absent from it are not sent. */
  readonly headers?: PushHeaders;
  /** `null` if none is selected. */
  readonly credential?: CredentialFacts | null;
  readonly environment?: Environment;
  readonly token?: string;
  readonly device?: KnownDevice;
  /** Default `device`. */
  readonly target?: 'device' | 'channel';
  /** Unix time in milliseconds; without it, rules about expired dates report nothing. */
  readonly nowMs?: number;
  /** Default 200. */
  readonly maxDiagnostics?: number;
}

/** What a fix changes besides the text, in the push that is being edited. */
export type LintAction = FixAction | { readonly kind: 'remove-target'; readonly token: string };

export interface LintFix {
  readonly label: LocalizedText;
  /** Edits of the text as given to the linter. */
  readonly edits: readonly TextEdit[];
  /** Changes to headers, environment or devices. */
  readonly action?: LintAction;
}

/** A fix, or a function that computes it, which is called only for findings that are shown. */
export type LazyFix = LintFix | null | (() => LintFix | null);

/** What a rule found, without line and column. */
export interface Finding extends Range {
  /** JSON pointer. */
  readonly path: string;
  readonly message: LocalizedText;
  readonly fix?: LazyFix;
  readonly subject?: DiagnosticSubject;
}

export interface LintRule {
  /** `family/name`. Stable: users filter by it and look it up. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: LocalizedText;
  /** Why it matters, for the documentation. */
  readonly why: LocalizedText;
  /** Inputs that trigger the rule and that narrowly do not. Checked by the tests. */
  readonly fires: LintInput;
  readonly silent: LintInput;
  readonly check: (context: LintContext) => readonly Finding[];
}
