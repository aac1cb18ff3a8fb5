/** Formats Unix seconds for `<input type="datetime-local">`: local time, with seconds. */
export function toLocalInput(unixS: number): string {
  const at = new Date(unixS * 1000);
  if (Number.isNaN(at.getTime())) return '';
  const two = (part: number): string => String(part).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The inverse of {@link toLocalInput}; `null` while the field is incomplete. */
export function fromLocalInput(text: string): number | null {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? null : Math.floor(at / 1000);
}
