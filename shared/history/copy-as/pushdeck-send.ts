import type { Environment, Push } from '../../apns/push.js';
import { redactHeaders, REDACTED } from '../../apns/request-headers.js';
import { codeRequestOf, type CodeRequest, type CopySource } from './code-request.js';
import { shellCommand, shellQuote } from './shell-quote.js';

/** The push as a `pushdeck` command for a POSIX shell. */
export function toPushdeckCommand(source: CopySource): string {
  const { push } = source;
  const { target, headers, payload } = push;
  const expiration =
    headers.expiration === undefined || headers.expiration === 0
      ? headers.expiration
      : `@${headers.expiration}`;
  const parts = [
    ...(target.kind === 'channel'
      ? ['pushdeck broadcast', ...option('channel', target.channelId), ...option('topic', target.bundleId)]
      : ['pushdeck send', ...option('to', target.token), ...option('topic', headers.topic)]),
    ...environmentOptions(push.environment),
    // For the simulator the command brings its own credential.
    ...(push.environment.kind === 'simulator' ? [] : credentialOptions(codeRequestOf(source))),
    ...option('push-type', headers.pushType),
    ...option('priority', headers.priority),
    ...option('expiration', expiration),
    ...(target.kind === 'channel' ? [] : option('collapse-id', headers.collapseId)),
    ...option('id', headers.id),
    ...(target.kind === 'channel' ? [] : headerOptions(push)),
    '--payload -',
  ];
  // printf, because a here-document would add a line break to the payload.
  return `printf %s ${shellQuote(payload)} | ${shellCommand(parts)}\n`;
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name} ${shellQuote(String(value))}`];
}

function credentialOptions({ auth }: CodeRequest): readonly string[] {
  switch (auth.kind) {
    case 'apns-key':
      return [
        ...option('credential', auth.keyFile),
        ...option('key-id', auth.keyId),
        ...option('team-id', auth.teamId),
      ];
    case 'identity':
      return [...option('cert', auth.certificateFile), ...option('key', auth.keyFile)];
    case 'none':
      return [];
  }
}

function headerOptions({ headers }: Push): readonly string[] {
  return redactHeaders(headers.custom ?? [])
    .filter(({ value }) => value !== REDACTED)
    .flatMap(({ name, value }) => option('header', `${name}: ${value}`));
}

function environmentOptions(environment: Environment): readonly string[] {
  switch (environment.kind) {
    case 'simulator':
      return ['--env simulator'];
    case 'sandbox':
    case 'production':
      return [
        `--env ${environment.kind}`,
        ...(environment.port === undefined ? [] : [`--port ${environment.port}`]),
      ];
    case 'custom':
      return [
        `--url ${shellQuote(environment.url)}`,
        ...(environment.caPem === undefined ? [] : ['--ca ca.pem']),
      ];
  }
}
