/** A fingerprint in groups of four, so that two of them can be compared by eye. */
export function groupHex(hex: string): string {
  return hex.match(/.{1,4}/g)?.join(' ') ?? '';
}
