import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import type { FaultRule, SimulatorRequest } from '#shared/simulator/model';
import { faultRules, simulatedDevice, simulatorSwitches } from '#shared/simulator/schemas';
import type { SimulatorSwitches } from '#shared/simulator/switches';
import type { Simulator } from './simulator.js';

/** Maximum size of a request body. Unit: bytes. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

export interface ControlApi {
  /** With the bearer token in the fragment, which clients send as `authorization`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The answer to a call: a status and a JSON document. */
interface Reply {
  readonly status: number;
  readonly document: unknown;
}

/** A call, as its handler gets it. */
interface Call {
  readonly body: unknown;
  /** The rest of the path after its first part, such as the token in `/devices/<token>`. */
  readonly rest: string;
  readonly query: URLSearchParams;
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal;
}

type Handler = (simulator: Simulator, call: Call) => Promise<Reply> | Reply;

/** The calls of the control API, by method and first part of the path. */
const CALLS: Readonly<Record<string, Handler>> = {
  'GET devices': (simulator) => ok(simulator.state().inboxes.map(({ device }) => device)),
  'PUT devices': async (simulator, { body }) => {
    const read = simulatedDevice.safeParse(body);
    if (!read.success) return bad(read.error);
    await simulator.saveDevice(read.data);
    return ok(read.data);
  },
  'DELETE devices': async (simulator, { rest: token }) => {
    if (simulator.inboxOf(token) === undefined) return unknownDevice(token);
    await simulator.removeDevice(token);
    return ok({});
  },
  'GET inbox': (simulator, { rest: token }) => {
    if (token === '') return ok(simulator.state().inboxes);
    const inbox = simulator.inboxOf(token);
    return inbox === undefined ? unknownDevice(token) : ok(inbox);
  },
  'GET requests': async (simulator, { query, signal }) => {
    const after = Number(query.get('after') ?? 0);
    const waitMs = Math.min(Number(query.get('waitMs') ?? 0), LONGEST_WAIT_MS);
    return ok(await requestsAfter(simulator, after, waitMs, signal));
  },
  'GET rules': (simulator) => ok(simulator.state().rules),
  'PUT rules': async (simulator, { body }) => {
    const read = faultRules.safeParse(body);
    if (!read.success) return bad(read.error);
    await simulator.setRules(read.data as readonly FaultRule[]);
    return ok(read.data);
  },
  'GET switches': (simulator) => ok(simulator.switches()),
  'PUT switches': async (simulator, { body }) => {
    const read = simulatorSwitches.safeParse(body);
    if (!read.success) return bad(read.error);
    await simulator.setSwitches(read.data as Partial<SimulatorSwitches>);
    return ok(simulator.switches());
  },
  'GET keys': async (simulator) =>
    ok((await simulator.keys()).map((key) => ({ ...key, keyFile: simulator.files.apnsKeyPath(key.keyId) }))),
  'POST reset': async (simulator, { body }) => {
    const everything = (body as { scope?: unknown } | null)?.scope === 'everything';
    await simulator.reset(everything ? 'everything' : 'inbox');
    return ok({});
  },
};

/** Maximum time that `GET requests` waits. Unit: milliseconds. */
const LONGEST_WAIT_MS = 60_000;

/** The requests after an ID, newest first; waits for one if there is none. */
async function requestsAfter(
  simulator: Simulator,
  after: number,
  waitMs: number,
  signal: AbortSignal,
): Promise<readonly SimulatorRequest[]> {
  const newer = () => simulator.state().requests.filter(({ id }) => id > after);
  if (newer().length > 0 || waitMs <= 0) return newer();
  await new Promise<void>((resolve) => {
    const done = () => {
      stopListening();
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stopListening = simulator.onRequest(done);
    const timer = setTimeout(done, waitMs);
    signal.addEventListener('abort', done, { once: true });
  });
  return newer();
}

/**
 * Serves the control API: JSON over HTTP on 127.0.0.1, for assertions in the tests of others. Every call needs
 * `authorization: bearer <token>`, a header that web pages cannot send here.
 *
 * @param token - Generated for this run.
 */
export async function startControlApi(simulator: Simulator, token: string): Promise<ControlApi> {
  const server = createServer((request, response) => {
    void answer(simulator, token, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  simulator: Simulator,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const hangUp = new AbortController();
  response.once('close', () => hangUp.abort());
  const { status, document } = await replyTo(simulator, token, request, hangUp.signal).catch(
    (error: unknown) => ({
      status: 500,
      document: { error: error instanceof Error ? error.message : 'unknown fault' },
    }),
  );
  const body = JSON.stringify(document);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
    })
    .end(body);
}

async function replyTo(
  simulator: Simulator,
  token: string,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Reply> {
  if (!isAuthorized(request.headers.authorization, token)) {
    return {
      status: 401,
      document: { error: 'Send "authorization: bearer <token>" with the token of the control URL.' },
    };
  }
  const address = `http://localhost${(request.url ?? '/').replace(/^\/*/, '/')}`;
  if (!URL.canParse(address)) {
    return { status: 400, document: { error: `The path “${request.url ?? ''}” cannot be read.` } };
  }
  // Clients concatenate the control URL, which ends with a slash, and a path that starts with one.
  const { pathname, searchParams } = new URL(address);
  const [, name = '', ...rest] = pathname.split('/');
  const call = CALLS[`${request.method ?? ''} ${name}`];
  if (call === undefined) {
    return {
      status: 404,
      document: { error: `There is no such call. There are: ${Object.keys(CALLS).join(', ')}.` },
    };
  }
  const text = await readBody(request);
  if (text === null)
    return { status: 413, document: { error: `The body is larger than ${BODY_LIMIT_BYTES} bytes.` } };
  let body: unknown = null;
  try {
    if (text !== '') body = JSON.parse(text);
  } catch (error) {
    return { status: 400, document: { error: `The body is not JSON: ${(error as Error).message}` } };
  }
  return call(simulator, { body, rest: rest.join('/').toLowerCase(), query: searchParams, signal });
}

/** @returns `null` if the body exceeds the limit. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    if (size > BODY_LIMIT_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isAuthorized(header: string | undefined, token: string): boolean {
  const given = Buffer.from(/^bearer (.+)$/i.exec(header ?? '')?.[1] ?? '');
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function ok(document: unknown): Reply {
  return { status: 200, document };
}

function bad(error: z.ZodError): Reply {
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return { status: 400, document: { error: problems.join('; ') } };
}

function unknownDevice(token: string): Reply {
  return { status: 404, document: { error: `No simulated device has the token "${token}".` } };
}
