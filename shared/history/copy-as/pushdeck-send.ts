import { readDeviceToken } from '../../apns/device-token/device-token.js';
import { PUSH_HEADERS } from '../../apns/header-table.js';
import type { Environment, HeaderField, Push } from '../../apns/push.js';
import { redactHeaders } from '../../apns/request-headers.js';
import { REDACTED } from '../../apns/secret-headers.js';
import { completeTopic } from '../../apns/topic.js';
import { checkPush } from '../../payload/lint/check-push.js';
import { shellCommand, shellQuote } from '../../text/shell-quote.js';
import { type CodeRequest, codeRequestOf, type CopySource } from './code-request.js';

/** Writes a push as a `pushdeck` command for a POSIX shell. */
export function toPushdeckCommand(source: CopySource): string {
  const { push } = source;
  const { target, headers, payload } = push;
  const parts = [
    ...(target.kind === 'channel'
      ? ['pushdeck broadcast', ...option('channel', target.channelId), ...option('topic', target.bundleId)]
      : ['pushdeck send', ...option('to', target.token), ...topicOptions(push)]),
    ...environmentOptions(push.environment),
    ...credentialOptions(source),
    ...headersOf(push),
    ...headerOptions(headers.custom ?? []),
    ...(needsForce(push) ? ['--force'] : []),
    '--payload -',
  ];
  // printf, because a here-document would add a line break to the payload.
  return `printf %s ${shellQuote(payload)} | ${shellCommand(parts)}\n`;
}

/** Options for all headers but the topic. */
function headersOf({ headers, target }: Push): readonly string[] {
  return PUSH_HEADERS.flatMap(({ key, kind, option: name, broadcastName }) => {
    const value = headers[key];
    if (key === 'topic' || (target.kind === 'channel' && broadcastName === null)) return [];
    // A bare number counts from now.
    return option(name, kind === 'moment' && value !== undefined && value !== 0 ? `@${value}` : value);
  });
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name} ${shellQuote(String(value))}`];
}

/** Options for the exact topic: the command adds a missing suffix to `--topic`, but not to `--header`. */
function topicOptions({ headers: { topic, pushType } }: Push): readonly string[] {
  if (topic === undefined) return option('topic', '');
  if (pushType === undefined || completeTopic(topic, pushType).added === null) return option('topic', topic);
  return [...option('topic', ''), ...option('header', `apns-topic: ${topic}`)];
}

/** Whether the command would refuse to send this without `--force`. */
function needsForce({ target, ...push }: Push): boolean {
  if (target.kind === 'device' && readDeviceToken(target.token).problem !== null) return true;
  const found = checkPush({ ...push, target: target.kind }, {});
  return found.some(({ severity, subject }) => severity === 'error' && subject !== 'token');
}

function credentialOptions(source: CopySource): readonly string[] {
  if (source.credentialName !== undefined) return option('credential', source.credentialName);
  // For the simulator, the command uses a sample credential.
  if (source.push.environment.kind === 'simulator') return [];
  const { auth }: CodeRequest = codeRequestOf(source);
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

function headerOptions(custom: readonly HeaderField[]): readonly string[] {
  return redactHeaders(custom)
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
