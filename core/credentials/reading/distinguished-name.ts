import type { BerNode } from '../asn1/ber-reader.js';
import { childAt, readOid, readString } from '../asn1/ber-values.js';
import { OID } from '../asn1/oids.js';

export interface NameAttribute {
  readonly type: string;
  readonly value: string;
}

/** Reads the attributes of a distinguished name, in their original order. @throws {@link BerError} */
export function readName(name: BerNode): readonly NameAttribute[] {
  return name.children
    .flatMap((set) => set.children)
    .map((attribute) => ({
      type: readOid(attribute.children[0]),
      value: readString(childAt(attribute, 1)) ?? '',
    }));
}

export function valueOf(name: readonly NameAttribute[], type: string): string | null {
  return name.find((attribute) => attribute.type === type)?.value ?? null;
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  [OID.commonName]: 'CN',
  [OID.country]: 'C',
  [OID.locality]: 'L',
  [OID.state]: 'ST',
  [OID.organization]: 'O',
  [OID.organizationalUnit]: 'OU',
  [OID.userId]: 'UID',
  [OID.domainComponent]: 'DC',
  [OID.emailAddress]: 'emailAddress',
};

/** The customary order of attributes; the others follow in their original order. */
const ORDER: readonly string[] = [
  OID.commonName,
  OID.userId,
  OID.organizationalUnit,
  OID.organization,
  OID.locality,
  OID.state,
  OID.country,
];

/** Formats a name on one line, common name first. */
export function formatName(name: readonly NameAttribute[]): string {
  const rank = ({ type }: NameAttribute): number =>
    ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length;
  return [...name]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ type, value }) => `${SHORT_NAMES[type] ?? type}=${value}`)
    .join(', ');
}
