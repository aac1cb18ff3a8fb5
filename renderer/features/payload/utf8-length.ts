const encoder = new TextEncoder();

/** How many bytes a text is on the wire. Unit: UTF-8 bytes. */
export function utf8Length(text: string): number {
  return encoder.encode(text).byteLength;
}
