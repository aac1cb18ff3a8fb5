import type { LocalizedText } from '../../text/localized-text.js';
import { LineIndex } from '../line-index.js';
import { LintContext } from './context.js';
import type { DiagnosticSubject, Finding, LazyFix, LintFix, LintInput, LintRule, Severity } from './rule.js';
import { LINT_RULES } from './rules.js';

export type { DiagnosticSubject, KnownDevice, LintAction, LintInput, Severity } from './rule.js';
export { LINT_RULES } from './rules.js';

/** One finding of a rule. */
export interface Diagnostic {
  /** The stable ID of the rule, such as `aps/background-has-alert`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: LocalizedText;
  /** What it is about; everything but `payload` is shown outside the editor. */
  readonly subject: DiagnosticSubject;
  /** JSON pointer (RFC 6901); empty for the payload as a whole. */
  readonly path: string;
  /** One-based. */
  readonly line: number;
  /** One-based, in UTF-16 code units. */
  readonly column: number;
  /** Offsets in the text, in UTF-16 code units; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly fix: LintFix | null;
}

export interface LintResult {
  /** In the order of the text; errors first at the same position. */
  readonly diagnostics: readonly Diagnostic[];
  /** UTF-8 bytes of the payload. */
  readonly bytes: number;
  /** UTF-8 bytes that its push type allows. */
  readonly limit: number;
}

const SEVERITY_ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const SYNTAX_RULE = 'json/syntax';
const DEFAULT_MAX_DIAGNOSTICS = 200;
/** Computing a fix takes several passes over the text, so this bounds the work for large texts. Unit: characters. */
const FIX_BUDGET = 1_000_000;
const FEWEST_FIXES = 1;

interface Found {
  readonly rule: LintRule;
  readonly finding: Finding;
}

/** Without a reliable tree, only the syntax rule and rules about headers and targets apply. */
function findAll(context: LintContext): readonly Found[] {
  const isJson = context.problems.length === 0;
  return LINT_RULES.flatMap((rule) =>
    rule.check(context).flatMap((finding) => {
      const speaks = isJson || rule.id === SYNTAX_RULE || isBeside(finding);
      return speaks ? [{ rule, finding }] : [];
    }),
  );
}

const bySeverity = (a: Found, b: Found): number =>
  SEVERITY_ORDER[a.rule.severity] - SEVERITY_ORDER[b.rule.severity];
const byPlace = (a: Found, b: Found): number => a.finding.from - b.finding.from || bySeverity(a, b);

function resolve(fix: LazyFix | undefined): LintFix | null {
  return typeof fix === 'function' ? fix() : (fix ?? null);
}

const isBeside = (finding: Finding): boolean => (finding.subject ?? 'payload') !== 'payload';

/**
 * Checks a push before it is sent: the payload, and how headers, credential and target match it and each other. Pure;
 * takes far less than 5 ms for a payload of 4 KB.
 *
 * Invalid JSON produces exactly one diagnostic about the payload, `json/syntax`.
 */
export function lint(input: LintInput): LintResult {
  const context = new LintContext(input);
  const lines = new LineIndex(input.text);
  const atMost = input.maxDiagnostics ?? DEFAULT_MAX_DIAGNOSTICS;
  const shown = [...findAll(context)].sort(bySeverity).slice(0, atMost).sort(byPlace);
  const fixes = Math.max(FEWEST_FIXES, Math.floor(FIX_BUDGET / (input.text.length + 1)));
  const diagnostics = shown.map(({ rule, finding }, index): Diagnostic => ({
    rule: rule.id,
    severity: rule.severity,
    message: finding.message,
    subject: finding.subject ?? 'payload',
    path: finding.path,
    ...lines.at(finding.from),
    from: finding.from,
    to: finding.to,
    fix: index < fixes ? resolve(finding.fix) : null,
  }));
  return { diagnostics, bytes: context.bytes, limit: context.limit };
}
