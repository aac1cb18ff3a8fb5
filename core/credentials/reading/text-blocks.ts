/** One PEM block, or bare base64 without markers. */
export interface TextBlock {
  /** For example `PRIVATE KEY`; empty for bare base64. Only a hint, since the content decides. */
  readonly label: string;
  /** `Proc-Type` and `DEK-Info` of a traditional encrypted key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

export interface TextBlocks {
  readonly blocks: readonly TextBlock[];
  /** Labels of the blocks that were opened and never closed. */
  readonly unfinished: readonly string[];
}

const UTF8_BOM = [0xef, 0xbb, 0xbf];

/**
 * Decodes text in UTF-8 or UTF-16, with or without a byte order mark.
 *
 * @returns `undefined` if the bytes are not text.
 */
export function decodeText(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = UTF8_BOM.every((octet, index) => bytes[index] === octet) ? 3 : 0;
  const text = bytes.subarray(start).toString('utf8');
  // Text contains no zero characters; a few stray octets of another encoding around the PEM are fine.
  return text.includes('\0') ? undefined : text;
}

// Word processors turn hyphens into dashes, and forms remove line breaks or write them as \n.
const MARK = /[-\u2010-\u2015\u2212]{2,10}\s*(BEGIN|END) +([A-Z0-9 ]{1,40}?)\s*[-\u2010-\u2015\u2212]{2,10}/g;

/** Finds PEM blocks with any text around them or, if there are none, bare base64. */
export function findTextBlocks(text: string): TextBlocks {
  const plain = text.replaceAll(/\\r|\\n/g, '\n').replaceAll('\r', '\n');
  const marks = [...plain.matchAll(MARK)];
  const blocks: TextBlock[] = [];
  const unfinished: string[] = [];
  for (const [index, mark] of marks.entries()) {
    const [all, side, label = ''] = mark;
    if (side !== 'BEGIN') continue;
    const next = marks[index + 1];
    if (next?.[1] === 'END') blocks.push(toBlock(label, plain.slice(mark.index + all.length, next.index)));
    else unfinished.push(label);
  }
  if (blocks.length === 0 && unfinished.length === 0) {
    const bare = bareBase64(plain.replaceAll(MARK, ''));
    if (bare !== undefined) blocks.push(bare);
  }
  return { blocks, unfinished };
}

const HEADER = /^\s*([A-Za-z][A-Za-z-]{2,30}):\s*(.*)$/;

function toBlock(label: string, body: string): TextBlock {
  const headers: Record<string, string> = {};
  const lines: string[] = [];
  for (const line of body.split('\n')) {
    const match = HEADER.exec(line);
    if (match === null) lines.push(line);
    else headers[(match[1] ?? '').toLowerCase()] = match[2] ?? '';
  }
  return { label, headers, bytes: fromBase64(lines.join('')) };
}

/** The length of the shortest useful value, an EC key without its public part. Unit: characters. */
const MIN_BARE_LENGTH = 48;

function bareBase64(text: string): TextBlock | undefined {
  const compact = text.replaceAll(/[\s"'`,]/g, '');
  if (compact.length < MIN_BARE_LENGTH || !/^[A-Za-z0-9+/_-]+=*$/.test(compact)) return undefined;
  return { label: '', headers: {}, bytes: fromBase64(compact) };
}

/** Node's decoder also skips white space and accepts base64url. */
function fromBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll(/[^A-Za-z0-9+/=_-]/g, ''), 'base64');
}
