import type { Diagnostic as EditorDiagnostic } from '@codemirror/lint';
import type { Diagnostic } from '#shared/payload/lint/lint';
import type { LocalizedText } from '#shared/text/localized-text';

/**
 * Converts the linter's diagnostics for the payload to editor diagnostics.
 *
 * @param length - The length of the document. A diagnostic without a position is shown at the first character.
 */
export function marksOf(
  diagnostics: readonly Diagnostic[],
  length: number,
  text: (text: LocalizedText) => string,
  onFix: (diagnostic: Diagnostic) => void,
): EditorDiagnostic[] {
  return diagnostics
    .filter(({ subject }) => subject === 'payload')
    .map((diagnostic) => {
      const from = Math.min(diagnostic.from, length);
      return {
        from,
        to: Math.max(from, Math.min(diagnostic.to, length)),
        severity: diagnostic.severity,
        source: diagnostic.rule,
        message: text(diagnostic.message),
        actions:
          diagnostic.fix === null
            ? []
            : [{ name: text(diagnostic.fix.label), apply: () => onFix(diagnostic) }],
      };
    });
}
