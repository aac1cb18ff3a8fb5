/** A target of a batch as the page names it. */
export interface LineTarget {
  readonly token: string;
  readonly name?: string | undefined;
}

/** Many targets for one call: a line of JSON for each. */
export function targetLines(targets: readonly LineTarget[]): Blob {
  return new Blob(targets.map(({ token, name }) => `${JSON.stringify({ token, name })}\n`));
}
