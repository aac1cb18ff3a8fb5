import { originsOf } from '#shared/apns/environment';
import type { Environment, HeaderField } from '#shared/apns/push';
import { type PushRequest, redactHeaders } from '#shared/apns/request-headers';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { type Terminal, writeJson, writeLine } from '../terminal/terminal.js';

/** A request as it would leave. */
export interface PlannedRequest {
  readonly environment: Environment;
  readonly request: PushRequest;
  readonly payload: string;
  readonly credential: CredentialSummary | null;
}

/** `--dry-run`: prints a request without its secrets, and sends nothing. */
export function printRequest(
  terminal: Terminal,
  options: { readonly json?: boolean },
  { environment, request, payload, credential }: PlannedRequest,
): void {
  const own = redactHeaders(request.headers);
  const isAuthorized = own.some(({ name }) => name === 'authorization') || credential?.kind !== 'apns-key';
  const headers = isAuthorized ? own : [{ name: 'authorization', value: 'bearer [redacted]' }, ...own];
  const { method, path } = request;
  const url = `${originOf(environment)}${path}`;
  if (options.json === true) {
    writeJson(terminal, { dryRun: true, method, url, headers: byName(headers), payload });
    return;
  }
  writeLine(terminal, `${method} ${url}`);
  for (const { name, value } of headers) writeLine(terminal, `${name}: ${value}`);
  writeLine(terminal, `\n${payload}\n`);
}

/** The simulator's port is not known before it runs, and a dry run starts nothing. */
function originOf(environment: Environment): string {
  return environment.kind === 'simulator' ? 'https://simulator' : originsOf(environment).push;
}

function byName(headers: readonly HeaderField[]): Readonly<Record<string, string | readonly string[]>> {
  const named: Record<string, string | readonly string[]> = {};
  for (const { name, value } of headers) {
    const before = named[name];
    named[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return named;
}
