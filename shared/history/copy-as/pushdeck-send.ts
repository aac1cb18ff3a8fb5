import type { Environment } from '../../apns/push.js';
import { redactHeaders, REDACTED } from '../../apns/request-headers.js';
import { codeRequestOf, type CopySource } from './code-request.js';
import { shellCommand, shellQuote } from './shell-quote.js';

/** The push as a `pushdeck` command for a POSIX shell. */
export function toPushdeckCommand(source: CopySource): string {
  const { push } = source;
  const { auth } = codeRequestOf(source);
  const { target, headers, payload } = push;
  const option = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`--${name} ${shellQuote(String(value))}`];
  const custom = redactHeaders(headers.custom ?? []).filter(({ value }) => value !== REDACTED);
  const expiration =
    headers.expiration === undefined || headers.expiration === 0
      ? headers.expiration
      : `@${headers.expiration}`;
  const parts = [
    target.kind === 'channel' ? 'pushdeck broadcast' : 'pushdeck send',
    ...(target.kind === 'channel'
      ? [...option('bundle-id', target.bundleId), ...option('channel', target.channelId)]
      : option('to', target.token)),
    ...environmentOptions(push.environment),
    ...(auth.kind === 'apns-key'
      ? [
          ...option('credential', auth.keyFile),
          ...option('key-id', auth.keyId),
          ...option('team-id', auth.teamId),
        ]
      : []),
    ...(auth.kind === 'identity'
      ? [...option('cert', auth.certificateFile), ...option('key', auth.keyFile)]
      : []),
    ...(target.kind === 'channel' ? [] : option('topic', headers.topic)),
    ...option('push-type', headers.pushType),
    ...option('priority', headers.priority),
    ...option('expiration', expiration),
    ...(target.kind === 'channel' ? [] : option('collapse-id', headers.collapseId)),
    ...option('id', headers.id),
    ...custom.flatMap(({ name, value }) => option('header', `${name}: ${value}`)),
    '--payload -',
  ];
  // printf, because a here-document would add a line break to the payload.
  return `printf %s ${shellQuote(payload)} | ${shellCommand(parts)}\n`;
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
