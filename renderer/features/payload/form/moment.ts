import type { JsonValue } from '#shared/text/json-record';

/** The user's choice of a time in a payload. */
export type MomentChoice =
  | { readonly kind: 'unset' }
  /** Computed when the push is sent: the variable `{{now}}` plus an offset. */
  | { readonly kind: 'after'; readonly seconds: number }
  /** Unix time in seconds. */
  | { readonly kind: 'at'; readonly unixS: number }
  /** A value that only the JSON view can edit. */
  | { readonly kind: 'other' };

const FROM_NOW = /^\{\{\s*now\s*(?:([+-])\s*(\d+)\s*)?\}\}$/;

export function momentOf(value: JsonValue | undefined): MomentChoice {
  if (value === undefined) return { kind: 'unset' };
  if (typeof value === 'number') return { kind: 'at', unixS: value };
  const match = typeof value === 'string' ? FROM_NOW.exec(value) : null;
  if (match === null) return { kind: 'other' };
  return { kind: 'after', seconds: Number(`${match[1] ?? ''}${match[2] ?? 0}`) };
}

/** The value to write; `undefined` to remove the key. */
export function valueOfMoment(choice: Exclude<MomentChoice, { kind: 'other' }>): string | number | undefined {
  switch (choice.kind) {
    case 'unset':
      return undefined;
    case 'at':
      return choice.unixS;
    case 'after':
      if (choice.seconds === 0) return '{{now}}';
      return choice.seconds > 0 ? `{{now+${choice.seconds}}}` : `{{now${choice.seconds}}}`;
  }
}
