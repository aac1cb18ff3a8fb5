import type { FixAction } from '../../apns/explanation.js';
import type { PushHeader } from '../../apns/header-table.js';
import type { Environment, EnvironmentKind, PushHeaders } from '../../apns/push.js';
import type { CredentialFacts } from '../../credentials/credential-facts.js';
import type { LocalizedText } from '../../text/localized-text.js';
import type { Range } from '../json-tree.js';
import type { TextEdit } from '../text-edit.js';
import type { LintContext } from './context.js';

/**
 * - `error`: APNs rejects it, or it cannot do what it is meant to
 * - `warning`: APNs accepts it, and something is most likely not as intended
 * - `info`: worth knowing
 */
export type Severity = 'error' | 'warning' | 'info';

/** Which part of the push a finding is about; everything but `payload` stands at the start of the text. */
export type DiagnosticSubject =
  'payload' | PushHeader['option'] | 'custom-headers' | 'credential' | 'environment' | 'token';

/** What is known about the device that a push goes to. */
export interface KnownDevice {
  readonly environment?: EnvironmentKind;
  readonly topic?: string;
}

/** Everything the rules may look at. Only `text` is needed; rules about what is absent stay silent. */
export interface LintInput {
  /** The payload as written; placeholders such as `{{name}}` stand for values of the right type. */
  readonly text: string;
  /** Absent: the type that topic and payload are made for. */
  readonly pushType?: string;
  readonly topic?: string;
  /** Absent: headers are not judged. An absent header inside is one that will not be sent. */
  readonly headers?: PushHeaders;
  /** `null`: none is chosen. */
  readonly credential?: CredentialFacts | null;
  readonly environment?: Environment;
  readonly token?: string;
  readonly device?: KnownDevice;
  /** Default `device`. */
  readonly target?: 'device' | 'channel';
  /** Unix time in milliseconds; without it, rules about dates that pass stay silent. */
  readonly nowMs?: number;
  /** Default 200. */
  readonly maxDiagnostics?: number;
}

/** What a fix changes beside the text: of the push that is being written, not of one that was sent. */
export type LintAction = FixAction | { readonly kind: 'remove-target'; readonly token: string };

export interface LintFix {
  readonly label: LocalizedText;
  /** Of the text as it was given to the linter. */
  readonly edits: readonly TextEdit[];
  /** What else the fix changes: headers, environment, devices. */
  readonly action?: LintAction;
}

/** A fix, or how to work it out: that is done only for the findings that are shown. */
export type LazyFix = LintFix | null | (() => LintFix | null);

/** What a rule found, before it gets its line and column. */
export interface Finding extends Range {
  /** JSON pointer. */
  readonly path: string;
  readonly message: LocalizedText;
  readonly fix?: LazyFix;
  readonly subject?: DiagnosticSubject;
}

export interface LintRule {
  /** `family/name`: stable, people switch on it and look it up. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: LocalizedText;
  /** Why it matters, for the page of rules. */
  readonly why: LocalizedText;
  /** An input that breaks the rule, and one close to it that does not. Checked by the tests. */
  readonly fires: LintInput;
  readonly silent: LintInput;
  readonly check: (context: LintContext) => readonly Finding[];
}
