/**
 * Returns the object without its `undefined` fields, for types whose optional fields must be absent rather than
 * `undefined` (`exactOptionalPropertyTypes`).
 *
 * @example `{ id, ...omitUndefined({ topic, reason }) }`
 */
export function omitUndefined<const Fields extends object>(fields: Fields): OmitUndefined<Fields>;
export function omitUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export type OmitUndefined<Fields> = {
  [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key];
} & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};
