import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DecodedRequestMessage, decodeRequestMessage, MessageType } from '@orpc/standard-server-peer';
import { CLOSE_CODES, type LinkFault } from '#shared/contract/link-faults';
import { MESSAGE_LIMITS } from '#shared/contract/message-limits';
import { JsonComplexity } from '../files/json-complexity.js';

/** An invalid message, with the reason for closing the connection. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly fault: LinkFault;

  constructor(fault: LinkFault, options?: { readonly cause?: unknown }) {
    super(`${fault} (${CLOSE_CODES[fault]})`, options);
    this.fault = fault;
  }
}

/** Separates the JSON of a message from its files; does not occur in UTF-8. */
export const FILES_MARKER = 0xff;
/** Bytes processed at a time. */
const SLICE_BYTES = 512 * 1024;

/**
 * Decodes one message of oRPC's client. Anything that could take long or allocate much is measured before it is
 * parsed: the JSON of the message, the parts of a form, and the JSON inside the form.
 *
 * @throws {@link LinkError}
 */
export async function readMessage(bytes: Uint8Array): Promise<DecodedRequestMessage> {
  if (bytes.length > MESSAGE_LIMITS.messageBytes) throw new LinkError('too-large');
  const end = bytes.indexOf(FILES_MARKER);
  const message = await readJson(end === -1 ? bytes : bytes.subarray(0, end));
  const { i: id, t: type = MessageType.REQUEST, p: payload } = fieldsOf(message);
  if (typeof id !== 'string' || id === '') throw new LinkError('malformed');
  if (type === MessageType.ABORT_SIGNAL) return [id, type, undefined];
  // No procedure of the contract accepts a stream.
  if (type !== MessageType.REQUEST) throw new LinkError('malformed');
  const { u: path, b: body, h: headers = {}, m: method } = fieldsOf(payload);
  // Our client sends everything by POST. Other methods carry their JSON in the URL, where it would not be measured.
  if (typeof path !== 'string' || method !== undefined) throw new LinkError('malformed');
  const contentType = fieldsOf(headers)['content-type'];
  const form = end === -1 ? null : await readForm(bytes, contentType);
  return [id, type, { url: urlOf(path), method: 'POST', headers: {}, body: form ?? body }];
}

async function readForm(message: Uint8Array, contentType: unknown): Promise<FormData> {
  if (typeof contentType !== 'string') throw new LinkError('malformed');
  const boundary = /^multipart\/form-data; *boundary="?([^";\r\n]{1,100})"?$/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new LinkError('malformed');
  // Parsing costs time per part, however small.
  const buffer = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  let parts = 0;
  for (let at = buffer.indexOf(`--${boundary}`); at !== -1; at = buffer.indexOf(`--${boundary}`, at + 1)) {
    parts += 1;
    if (parts > MESSAGE_LIMITS.files + 2) throw new LinkError('too-complex');
  }
  const form = bodyOf(await decodeRequestMessage(message).catch(asMalformed));
  if (!(form instanceof FormData)) throw new LinkError('malformed');
  for (const value of form.values()) {
    if (typeof value === 'string') await checkComplexity(Buffer.from(value));
  }
  return form;
}

function bodyOf([, type, payload]: DecodedRequestMessage): unknown {
  return type === MessageType.REQUEST ? payload.body : undefined;
}

function asMalformed(error: unknown): never {
  throw new LinkError('malformed', { cause: error });
}

async function readJson(bytes: Uint8Array): Promise<unknown> {
  await checkComplexity(bytes);
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (error) {
    throw new LinkError('malformed', { cause: error });
  }
}

/** @throws {@link LinkError} `too-large`, `too-complex`. */
async function checkComplexity(bytes: Uint8Array): Promise<void> {
  if (bytes.length > MESSAGE_LIMITS.textBytes) throw new LinkError('too-large');
  const complexity = new JsonComplexity(MESSAGE_LIMITS);
  for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
    if (from > 0) await nextTurn();
    if (!complexity.add(bytes.subarray(from, from + SLICE_BYTES))) throw new LinkError('too-complex');
  }
}

function urlOf(path: string): URL {
  try {
    return new URL(path, 'http://orpc');
  } catch (error) {
    throw new LinkError('malformed', { cause: error });
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
