import { parseJson, repairJson } from '#shared/payload/json-parser';

/**
 * Replaces the curly quotes of JSON copied from a chat or document where they stand for JSON's own. Text that is
 * already valid JSON is unchanged: there they are content.
 */
export function straightenQuotes(pasted: string): string {
  if (!/[“”„‟«»]/.test(pasted)) return pasted;
  if (parseJson(pasted).problems.length === 0) return pasted;
  return repairJson(pasted) ?? pasted;
}
