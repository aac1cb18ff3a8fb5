/** Formats a fingerprint in groups of four, so that two can be compared by eye. */
export function groupHex(hex: string): string {
  return hex.match(/.{1,4}/g)?.join(' ') ?? '';
}
