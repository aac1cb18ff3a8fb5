import { HUFFMAN_LENGTHS } from './hpack-tables.js';
import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';

const END_OF_STRING = 256;
/** A leaf is written as -1 - symbol; a positive number is the place of the next pair of branches. */
const TREE = buildTree();

/**
 * Decodes a Huffman-coded string.
 *
 * @returns one character for each byte.
 * @throws Http2ProtocolError when the padding is not the beginning of the end-of-string code (RFC 7541 §5.2).
 */
export function decodeHuffman(bytes: Buffer, from: number, to: number): string {
  let text = '';
  let node = 0;
  let depth = 0;
  let padded = true;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    for (let bit = 7; bit >= 0; bit -= 1) {
      const one = (byte >> bit) & 1;
      const next = TREE[node + one] ?? 0;
      depth += 1;
      padded &&= one === 1;
      if (next >= 0) {
        node = next;
        continue;
      }
      const symbol = -1 - next;
      if (symbol === END_OF_STRING) throw broken();
      text += String.fromCharCode(symbol);
      node = 0;
      depth = 0;
      padded = true;
    }
  }
  // What is left must be fewer than eight ones.
  if (depth > 7 || !padded) throw broken();
  return text;
}

function broken(): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.compressionError, 'a header is not valid Huffman code');
}

function buildTree(): Int32Array {
  const tree: number[] = [0, 0];
  let code = 0;
  for (let length = 1; length <= 30; length += 1) {
    code <<= 1;
    for (let symbol = 0; symbol <= END_OF_STRING; symbol += 1) {
      if (HUFFMAN_LENGTHS[symbol] !== length) continue;
      plant(tree, code, length, symbol);
      code += 1;
    }
  }
  return Int32Array.from(tree);
}

function plant(tree: number[], code: number, length: number, symbol: number): void {
  let node = 0;
  for (let bit = length - 1; bit > 0; bit -= 1) {
    const branch = node + ((code >> bit) & 1);
    if (tree[branch] === 0) {
      tree[branch] = tree.length;
      tree.push(0, 0);
    }
    node = tree[branch] ?? 0;
  }
  tree[node + (code & 1)] = -1 - symbol;
}
