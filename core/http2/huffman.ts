import { HUFFMAN_LENGTHS } from './hpack-tables.js';
import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';

const END_OF_STRING = 256;
/** Inner nodes of the tree: one fewer than its leaves. */
const NODES = END_OF_STRING;
/** Set where a nibble completes a symbol, which is in the lower bits. */
const EMITS = 1 << 8;
/** Set where a nibble is invalid, because it would complete the end-of-string symbol. */
const INVALID = 1 << 9;
/** The next node is in the bits above the flags. */
const NODE_SHIFT = 10;

const TREE = buildTree();
/**
 * The transition of every node for every nibble. A symbol has at least five bits, so a nibble completes one at
 * most. Decoding a provider token bit by bit would take longer than verifying it.
 */
const STEPS = buildSteps();
/** Whether a string may end at a node: after a symbol, or after at most seven bits of the end-of-string symbol. */
const ACCEPTS = buildAccepts();

let text = Buffer.allocUnsafe(4096);

/**
 * Decodes a Huffman-coded string.
 *
 * @returns one character per byte.
 * @throws Http2ProtocolError when the padding is not the beginning of the end-of-string code (RFC 7541 §5.2).
 */
export function decodeHuffman(bytes: Buffer, from: number, to: number): string {
  // The shortest symbol has five bits.
  const most = Math.ceil(((to - from) * 8) / 5);
  if (text.length < most) text = Buffer.allocUnsafe(most);
  let length = 0;
  let node = 0;
  let seen = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    const first = STEPS[(node << 4) | (byte >> 4)] ?? INVALID;
    if ((first & EMITS) !== 0) text[length++] = first & 0xff;
    const second = STEPS[((first >> NODE_SHIFT) << 4) | (byte & 0xf)] ?? INVALID;
    if ((second & EMITS) !== 0) text[length++] = second & 0xff;
    node = second >> NODE_SHIFT;
    seen |= first | second;
  }
  if ((seen & INVALID) !== 0 || ACCEPTS[node] !== 1) {
    throw new Http2ProtocolError(ERROR_CODE.compressionError, 'a header is not valid Huffman code');
  }
  return text.toString('latin1', 0, length);
}

/** Two branches per node: the index of the next node, or -1 - symbol. */
function buildTree(): Int32Array {
  const tree = new Int32Array(NODES * 2);
  let nodes = 1;
  let code = 0;
  for (let length = 1; length <= 30; length += 1) {
    code <<= 1;
    for (let symbol = 0; symbol <= END_OF_STRING; symbol += 1) {
      if (HUFFMAN_LENGTHS[symbol] !== length) continue;
      let node = 0;
      for (let bit = length - 1; bit > 0; bit -= 1) {
        const branch = node * 2 + ((code >> bit) & 1);
        if (tree[branch] === 0) tree[branch] = nodes++;
        node = tree[branch] ?? 0;
      }
      tree[node * 2 + (code & 1)] = -1 - symbol;
      code += 1;
    }
  }
  return tree;
}

function buildSteps(): Int32Array {
  return Int32Array.from({ length: NODES * 16 }, (_, index) => {
    let node = index >> 4;
    let flags = 0;
    for (let bit = 3; bit >= 0; bit -= 1) {
      const next = TREE[node * 2 + ((index >> bit) & 1)] ?? 0;
      if (next === -1 - END_OF_STRING) return INVALID;
      if (next < 0) flags = EMITS | (-1 - next);
      node = Math.max(next, 0);
    }
    return (node << NODE_SHIFT) | flags;
  });
}

function buildAccepts(): Uint8Array {
  const ends = new Uint8Array(NODES);
  let node = 0;
  for (let ones = 0; ones < 8; ones += 1) {
    ends[node] = 1;
    node = TREE[node * 2 + 1] ?? 0;
  }
  return ends;
}
