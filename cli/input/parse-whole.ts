import { InvalidArgumentError } from 'commander';

/** Reads an option that is a count. @throws `InvalidArgumentError` of commander. */
export function parseWhole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number, 0 or more.');
}
