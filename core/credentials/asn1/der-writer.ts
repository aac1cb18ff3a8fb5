import { TAG } from './ber-values.js';

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

/** Encodes a DER element. */
export function element(tagOctet: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tagOctet]), lengthOctets(length), ...contents]);
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Buffer.from([0x80 | octets.length, ...octets]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer =>
  element(TAG.sequence | CONSTRUCTED, ...parts);

/** Encodes a SET OF, whose members DER requires in ascending order of their encodings (X.690 §11.6). */
export const setOf = (...parts: readonly Uint8Array[]): Buffer =>
  element(TAG.set | CONSTRUCTED, ...[...parts].sort((a, b) => Buffer.compare(a, b)));

export const octetString = (contents: Uint8Array): Buffer => element(TAG.octetString, contents);

/** @param unused - Number of unused bits in the last octet. */
export const bitString = (contents: Uint8Array, unused = 0): Buffer =>
  element(TAG.bitString, Buffer.from([unused]), contents);

export const boolean = (value: boolean): Buffer => element(TAG.boolean, Buffer.from([value ? 0xff : 0]));

export const nullValue = (): Buffer => element(TAG.null);

export const utf8String = (text: string): Buffer => element(TAG.utf8String, Buffer.from(text, 'utf8'));

/** ASCII letters, digits and a few signs only: country codes. */
export const printableString = (text: string): Buffer =>
  element(TAG.printableString, Buffer.from(text, 'latin1'));

/** ASCII only: mail addresses. */
export const ia5String = (text: string): Buffer => element(TAG.ia5String, Buffer.from(text, 'latin1'));

/** UTF-16 in big-endian order, which every reader of friendly names understands. */
export const bmpString = (text: string): Buffer =>
  element(TAG.bmpString, Buffer.from(text, 'utf16le').swap16());

/** `[number]` around complete elements. */
export const explicitContext = (number: number, ...parts: readonly Uint8Array[]): Buffer =>
  element(CONTEXT | CONSTRUCTED | number, ...parts);

/** `[number] IMPLICIT` on a primitive type. */
export const implicitContext = (number: number, contents: Uint8Array): Buffer =>
  element(CONTEXT | number, contents);

/** @param value - Not negative, at most 2^48. */
export function integer(value: number): Buffer {
  const digits = value.toString(16);
  return unsignedInteger(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'));
}

/** @param octets - A non-negative number, big-endian, without leading zeros. */
export function unsignedInteger(octets: Uint8Array): Buffer {
  const sign = (octets[0] ?? 0) & 0x80 ? [Buffer.from([0])] : [];
  return element(TAG.integer, ...sign, octets);
}

/** Encodes a date of a certificate: UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
export function time(unixMs: number): Buffer {
  const digits = `${new Date(unixMs).toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`;
  return digits < '2050'
    ? element(TAG.utcTime, Buffer.from(digits.slice(2)))
    : element(TAG.generalizedTime, Buffer.from(digits));
}

/** @param dotted - For example `1.2.840.113549.1.7.1`. */
export function oid(dotted: string): Buffer {
  const [root = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return element(TAG.oid, Buffer.from([root * 40n + second, ...rest].flatMap(base128)));
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}
