import { parseJson, repairJson } from '#shared/payload/json-parser';

/**
 * JSON copied out of a chat or a document comes with curly quotes. Where they stand for JSON's own, they are
 * straightened; in a text that is JSON already they are somebody's words and stay.
 */
export function straightenQuotes(pasted: string): string {
  if (!/[“”„‟«»]/.test(pasted)) return pasted;
  if (parseJson(pasted).problems.length === 0) return pasted;
  return repairJson(pasted) ?? pasted;
}
