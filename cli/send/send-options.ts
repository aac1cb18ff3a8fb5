import { type Command, InvalidArgumentError } from 'commander';
import { parseShard, type Shard } from '#shared/apns/batch';
import { parseOrigin } from '#shared/apns/environment';
import type { Environment, HeaderField } from '#shared/apns/push';
import { MAX_RESENDS } from '#shared/apns/retry';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { TemplateValue } from '#shared/payload/template';
import type { CredentialArgument } from '../input/credentials-argument.js';
import { parseWhole } from '../input/parse-whole.js';
import { readBytes } from '../input/workspace-input.js';
import type { CommonOptions, Terminal } from '../terminal/terminal.js';
import { addHeaderOptions, type HeaderOptions } from './header-options.js';

/** Where a command connects to. */
export interface ConnectionOptions {
  readonly env?: 'simulator' | 'sandbox' | 'production';
  readonly url?: string;
  readonly managementUrl?: string;
  readonly port?: 443 | 2197;
  readonly ca?: string;
  readonly proxy?: string;
  /** Unit: seconds. */
  readonly timeout?: number;
}

/** The options of `pushdeck send` as commander gives them. */
export interface SendOptions
  extends
    CommonOptions,
    ConnectionOptions,
    CredentialArgument,
    HeaderOptions,
    Readonly<Record<string, unknown>> {
  readonly to?: readonly string[];
  readonly toFile?: string;
  readonly device?: readonly string[];
  readonly group?: string;
  readonly header?: readonly HeaderField[];
  readonly payload?: string;
  readonly alert?: string;
  readonly title?: string;
  readonly preset?: string;
  readonly var?: Readonly<Record<string, TemplateValue>>;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly connections?: number;
  readonly retries?: number;
  readonly shard?: Shard;
  readonly resume?: string;
  readonly history: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Adds the options that say where to connect. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option('--env <name>', 'simulator, sandbox or production', parseEnvironment)
    .option('--url <url>', 'a server of your own, https://host:port')
    .option('--port <port>', 'the port of Apple’s service, 443 or 2197', parseApplePort)
    .option('--ca <file>', 'trust this authority too (PEM)')
    .option('--proxy <url>', 'http://user:password@host:port; "direct" for none')
    .option('--timeout <seconds>', 'for the connection, and for the answer', parsePositive);
}

/** Adds everything else that `send` takes. */
export function addSendOptions(command: Command): Command {
  command
    .option('--to <token...>', 'device tokens, in any form they are printed in')
    .option('--to-file <file>', 'one token a line, or CSV with a token column')
    .option('--device <name...>', 'saved devices')
    .option('--group <name>', 'all saved devices of a group');
  return addHeaderOptions(command)
    .option('--header <field>', '“name: value”, may be repeated', collectHeader)
    .option('--payload <file>', 'a JSON file, or - for standard input')
    .option('--alert <text>', 'an alert with this text')
    .option('--title <text>', 'the title of --alert')
    .option('--preset <name>', 'a saved push')
    .option('--var <name=value>', 'a value for {{name}}; name:=JSON for a typed one', collectVariable)
    .option('--concurrency <n>', 'requests in flight at once', parsePositiveWhole)
    .option('--rate <n>', 'requests per second', parsePositive)
    .option('--connections <n>', 'connections to spread over', parsePositiveWhole)
    .option(
      '--retries <n>',
      `retries for what may pass (429, 5xx, no connection); each try is sent again up to ${MAX_RESENDS} times where the server promises not to have read it`,
      parseWhole,
    )
    .option('--shard <i/n>', 'send only this share of the list', parseShardOption)
    .option('--resume <batch>', 'resume an interrupted batch, sending nothing twice')
    .option('--no-history', 'keep no record of these deliveries')
    .option('--dry-run', 'print the requests and send nothing')
    .option('--force', 'send in spite of errors that the linter found');
}

/**
 * Where to connect to, as the options say.
 *
 * @returns `undefined` when they say nothing.
 * @throws AppError `bad-argument`, `bad-url`.
 */
export async function environmentOf(
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<Environment | undefined> {
  const { env, url, managementUrl, port } = options;
  if (env !== undefined && url !== undefined) {
    throw namesTwoPlaces();
  }
  if (url !== undefined) {
    if (port !== undefined) throw portBelongsToUrl();
    const caPem = await readCa(options, terminal);
    return {
      kind: 'custom',
      url: parseOrigin(url),
      ...(managementUrl === undefined ? {} : { managementUrl: parseOrigin(managementUrl) }),
      ...omitUndefined({ caPem }),
    };
  }
  if (managementUrl !== undefined) throw withoutEffect('--management-url', '--url');
  if (env === undefined) return undefined;
  if (env === 'simulator') return { kind: 'simulator' };
  return { kind: env, ...omitUndefined({ port }) };
}

/**
 * Puts `--port` into an environment that comes from elsewhere, such as a preset or the default.
 *
 * @throws AppError `bad-argument` where there is no port to choose.
 */
export function withPort(environment: Environment, { port }: ConnectionOptions): Environment {
  if (port === undefined) return environment;
  if (environment.kind === 'sandbox' || environment.kind === 'production') return { ...environment, port };
  throw withoutEffect('--port', '--env sandbox or --env production');
}

/** @param belongsTo - The option without which this one means nothing. */
export function withoutEffect(option: string, belongsTo: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `${option} has no effect here.`, zh: `${option} 在此处不起作用。` },
    { en: `It goes together with ${belongsTo}. Leave it out.`, zh: `它与 ${belongsTo} 一起使用。请去掉它。` },
  );
}

function portBelongsToUrl(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: '--port is for Apple’s servers; --url names its port itself.',
      zh: '--port 用于 Apple 的服务器；--url 自带端口。',
    },
    { en: 'Write it as --url https://host:port.', zh: '请写成 --url https://host:port。' },
  );
}

/** For a command that was given both `--env` and `--url`. */
export function namesTwoPlaces(): AppError {
  return new AppError(
    'bad-argument',
    { en: '--env and --url name two places.', zh: '--env 和 --url 指定了两个目标。' },
    { en: 'Leave one of them out.', zh: '请去掉其中一个。' },
  );
}

/** The PEM of `--ca`. @throws AppError `bad-argument`. */
async function readCa(options: ConnectionOptions, terminal: Terminal): Promise<string | undefined> {
  if (options.ca === undefined) return undefined;
  return (await readBytes(terminal, options.ca)).toString('utf8');
}

/** The part of the options that overrides the settings. @throws AppError `bad-argument`. */
export async function policyOf(
  options: ConnectionOptions & { readonly retries?: number; readonly force?: boolean },
  terminal: Terminal,
): Promise<{
  readonly retries?: number;
  readonly requestTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly proxyUrl?: string;
  readonly caPem?: string;
  readonly allowSamples?: boolean;
}> {
  const { retries, timeout, proxy, force } = options;
  const caPem = await readCa(options, terminal);
  return {
    ...omitUndefined({ retries }),
    ...(timeout === undefined ? {} : { requestTimeoutMs: timeout * 1000, connectTimeoutMs: timeout * 1000 }),
    ...omitUndefined({ proxyUrl: proxy, caPem }),
    ...(force === true ? { allowSamples: true } : {}),
  };
}

function parseEnvironment(text: string): string {
  const known = ['simulator', 'sandbox', 'production'];
  if (known.includes(text)) return text;
  if (text === 'development') return 'sandbox';
  throw new InvalidArgumentError(`It is one of ${known.join(', ')}.`);
}

function parseApplePort(text: string): number {
  if (text === '443' || text === '2197') return Number(text);
  throw new InvalidArgumentError('Apple listens on 443 and 2197; other ports belong into --url.');
}

function parsePositiveWhole(text: string): number {
  const value = parseWhole(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It is a whole number, 1 or more.');
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (/^\d{1,9}(?:\.\d+)?$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('It is a number above 0.');
}

function parseShardOption(text: string): Shard {
  const shard = parseShard(text);
  if (shard !== null) return shard;
  throw new InvalidArgumentError('It is I/N, for example 2/4 for the second of four machines.');
}

export function collectHeader(text: string, before: readonly HeaderField[] = []): readonly HeaderField[] {
  const colon = text.indexOf(':', 1);
  if (colon < 0) throw new InvalidArgumentError('It is “name: value”.');
  return [...before, { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() }];
}

/** Reads `name=value` and `name:=JSON`. */
export function collectVariable(
  text: string,
  before: Readonly<Record<string, TemplateValue>> = {},
): Readonly<Record<string, TemplateValue>> {
  const match = /^([^=:]+?)(:?=)([\s\S]*)$/.exec(text);
  const [, name, sign, value] = match ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is name=value.');
  if (sign === '=') return { ...before, [name]: value };
  try {
    return { ...before, [name]: JSON.parse(value) as TemplateValue };
  } catch {
    throw new InvalidArgumentError('What stands behind := is JSON, for example badge:=5.');
  }
}
