import { BerError, type BerNode } from './ber-reader.js';

/** Universal tag numbers (X.680 §8.4). */
export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  visibleString: 26,
  universalString: 28,
  bmpString: 30,
} as const;

// Narrower than BerNode, so that the type guards narrow correctly in the negative case, too.
type UniversalNode = BerNode & { readonly tagClass: 'universal' };
type ContextNode = BerNode & { readonly tagClass: 'context' };

/** True for a universal element with this tag. */
export function isUniversal(node: BerNode | undefined, tag: number): node is UniversalNode {
  return node?.tagClass === 'universal' && node.tag === tag;
}

/** True for a context-specific element `[number]`. */
export function isContext(node: BerNode | undefined, number: number): node is ContextNode {
  return node?.tagClass === 'context' && node.tag === number;
}

/** The child at an index. @throws {@link BerError} when there is none. */
export function childAt(node: BerNode, index: number): BerNode {
  const child = node.children[index];
  if (child === undefined) throw new BerError('malformed', `an element has no part ${index}`);
  return child;
}

/** Returns the element if it has the expected tag. @throws {@link BerError} otherwise. */
function expectUniversal(node: BerNode | undefined, tag: number): BerNode {
  if (!isUniversal(node, tag)) throw new BerError('malformed', `expected an element with tag ${tag}`);
  return node;
}

/** Dotted form of an OBJECT IDENTIFIER. @throws {@link BerError} */
export function readOid(node: BerNode | undefined): string {
  const { contents } = expectUniversal(node, TAG.oid);
  if (contents.length === 0 || contents.length > 64) {
    throw new BerError('malformed', 'an object identifier is empty or too long');
  }
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const [index, octet] of contents.entries()) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if ((octet & 0x80) === 0) {
      arcs.push(arc);
      arc = 0n;
    } else if (index === contents.length - 1) {
      throw new BerError('malformed', 'an object identifier ends too early');
    }
  }
  const [first = 0n, ...rest] = arcs;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...rest].join('.');
}

/** A small INTEGER as a number. @throws {@link BerError} when it is negative or above 2^48. */
export function readSmallInteger(node: BerNode | undefined): number {
  const { contents } = expectUniversal(node, TAG.integer);
  const first = contents[0];
  if (first === undefined || (first & 0x80) !== 0)
    throw new BerError('malformed', 'a number is out of range');
  let start = 0;
  while (start < contents.length - 1 && contents[start] === 0) start++;
  const digits = contents.subarray(start);
  if (digits.length > 6) throw new BerError('malformed', 'a number is too large');
  return digits.readUIntBE(0, digits.length);
}

/**
 * The octets of an OCTET STRING, primitive or constructed, as NSS writes it. Also works for an implicitly tagged
 * string.
 *
 * @throws {@link BerError}
 */
export function readOctets(node: BerNode | undefined): Buffer {
  if (node === undefined) throw new BerError('malformed', 'an octet string is missing');
  if (!node.constructed) return node.contents;
  return Buffer.concat(node.children.map((child) => readOctets(expectUniversal(child, TAG.octetString))));
}

/** The octets of a BIT STRING without unused bits. @throws {@link BerError} */
export function readBits(node: BerNode | undefined): Buffer {
  const { contents } = expectUniversal(node, TAG.bitString);
  if (contents.length === 0) throw new BerError('malformed', 'a bit string is empty');
  return contents.subarray(1);
}

const utf8 = new TextDecoder('utf-8');
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const utf16be = new TextDecoder('utf-16be');

/** The text of any ASN.1 character string, or `undefined` for any other element. */
export function readString(node: BerNode): string | undefined {
  if (node.tagClass !== 'universal') return undefined;
  const octets = node.constructed
    ? Buffer.concat(node.children.map((child) => child.contents))
    : node.contents;
  switch (node.tag) {
    case TAG.utf8String:
      return utf8.decode(octets);
    case TAG.numericString:
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.visibleString:
    case TAG.teletexString:
      return utf8OrLatin1(octets);
    case TAG.bmpString:
      return utf16be.decode(octets);
    case TAG.universalString:
      return readUtf32(octets);
    default:
      return undefined;
  }
}

/** Nobody writes real T.61: the contents are Latin-1 or, from careless producers, UTF-8. */
function utf8OrLatin1(octets: Buffer): string {
  try {
    return strictUtf8.decode(octets);
  } catch {
    return octets.toString('latin1');
  }
}

function readUtf32(octets: Buffer): string {
  let text = '';
  for (let at = 0; at + 4 <= octets.length; at += 4) {
    const codePoint = octets.readUInt32BE(at);
    text += codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '\ufffd';
  }
  return text;
}

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})$/;
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?(Z|[+-]\d{4})?$/;

/** Unix milliseconds of a UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5). @throws {@link BerError} */
export function readTime(node: BerNode | undefined): number {
  const isUtc = isUniversal(node, TAG.utcTime);
  if (!isUtc && !isUniversal(node, TAG.generalizedTime)) throw new BerError('malformed', 'a date is missing');
  const match = (isUtc ? UTC_TIME : GENERALIZED_TIME).exec(node.contents.toString('latin1'));
  if (match === null) throw new BerError('malformed', 'a date cannot be read');
  const [, yearText = '', month, day, hour, minute, second = '0', zone = 'Z'] = match;
  const short = Number(yearText);
  const year = isUtc ? (short < 50 ? 2000 + short : 1900 + short) : short;
  const local = new Date(0);
  local.setUTCFullYear(year, Number(month) - 1, Number(day));
  local.setUTCHours(Number(hour), Number(minute), Number(second));
  return local.getTime() - offsetMs(zone);
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
