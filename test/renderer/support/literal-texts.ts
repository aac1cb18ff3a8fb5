import ts from 'typescript';
import { walk } from './renderer-sources.js';

/** Attributes whose value a person sees or hears. */
const SPOKEN_ATTRIBUTES = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'description',
  'error',
  'label',
  'nothingFound',
  'placeholder',
  'suffix',
  'title',
]);

export interface LiteralText {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/**
 * Texts that stand in a component instead of in the translations: between tags, or in an attribute that a
 * person sees or hears. What has no letter in it (`·`, `…`) needs no translation.
 */
export function findLiteralTexts(source: ts.SourceFile): readonly LiteralText[] {
  const found: LiteralText[] = [];
  const report = (node: ts.Node, text: string): void => {
    if (!/\p{L}/u.test(text)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ text: text.trim(), line: line + 1 });
  };
  walk(source, (node) => {
    if (ts.isJsxText(node)) report(node, node.text);
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) {
      if (node.expression !== undefined) reportSpoken(node.expression, report);
    } else if (ts.isJsxAttribute(node) && SPOKEN_ATTRIBUTES.has(node.name.getText(source))) {
      const { initializer } = node;
      if (initializer === undefined) return;
      if (ts.isStringLiteral(initializer)) report(initializer, initializer.text);
      else if (ts.isJsxExpression(initializer) && initializer.expression !== undefined) {
        reportSpoken(initializer.expression, report);
      }
    }
  });
  return found;
}

/** Follows an expression into the branches whose value is shown; conditions and calls are not shown. */
function reportSpoken(expression: ts.Expression, report: (node: ts.Node, text: string) => void): void {
  if (ts.isStringLiteralLike(expression)) report(expression, expression.text);
  else if (ts.isParenthesizedExpression(expression)) reportSpoken(expression.expression, report);
  else if (ts.isConditionalExpression(expression)) {
    reportSpoken(expression.whenTrue, report);
    reportSpoken(expression.whenFalse, report);
  } else if (ts.isBinaryExpression(expression)) {
    const kind = expression.operatorToken.kind;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) reportSpoken(expression.right, report);
    if (
      kind === ts.SyntaxKind.QuestionQuestionToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      kind === ts.SyntaxKind.PlusToken
    ) {
      reportSpoken(expression.left, report);
      reportSpoken(expression.right, report);
    }
  } else if (ts.isTemplateExpression(expression)) {
    report(expression, expression.head.text);
    for (const span of expression.templateSpans) {
      report(span, span.literal.text);
      reportSpoken(span.expression, report);
    }
  }
}
