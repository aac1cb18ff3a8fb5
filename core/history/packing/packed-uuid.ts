const UUID_LOWER = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_UPPER = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/;

export const UUID_BYTES = 16;

/** How a UUID is written; `null` for a text that is none, or mixes both. */
export function caseOfUuid(text: string): 'lower' | 'upper' | null {
  if (UUID_LOWER.test(text)) return 'lower';
  return UUID_UPPER.test(text) ? 'upper' : null;
}

/** Its 32 hexadecimal digits. */
export function digitsOfUuid(uuid: string): string {
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}

/** The UUID of 32 hexadecimal digits. */
export function uuidOfDigits(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
