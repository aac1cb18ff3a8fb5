import { type Command, Option } from 'commander';
import {
  collectHeaders,
  type MomentHeader,
  type NumericHeader,
  PUSH_HEADERS,
  type PushHeader,
  type TableHeaders,
  type TextHeader,
} from '#shared/apns/header-table';
import { AppError } from '#shared/errors';
import { parseWhole } from '../input/parse-whole.js';

/** The options of the headers as commander gives them: a moment is read when it is known what “now” is. */
export type HeaderOptions = Readonly<
  Partial<
    Record<TextHeader['key'] | MomentHeader['key'], string> &
      Record<Exclude<NumericHeader, MomentHeader>['key'], number>
  >
>;

/** The options of the headers of a preset, not read yet. */
export type PresetHeaderOptions = Readonly<Partial<Record<PushHeader['key'], string>>>;

interface Words {
  /** What stands for the value in the help. */
  readonly value: string;
  readonly help: string;
}

/** What the help says about the option of each header: on a push, and on a preset, where `null` offers none. */
const WORDS: Readonly<Record<PushHeader['key'], { readonly send: Words; readonly preset: Words | null }>> = {
  topic: {
    send: { value: '<topic>', help: 'the bundle ID; from the certificate when left out' },
    preset: { value: '<topic>', help: 'the topic' },
  },
  pushType: {
    send: { value: '<type>', help: 'from topic and payload when left out' },
    preset: { value: '<type>', help: 'the push type' },
  },
  priority: {
    send: { value: '<n>', help: '10, 5 or 1' },
    preset: { value: '<n>', help: 'the priority' },
  },
  expiration: {
    send: { value: '<when>', help: 'seconds from now, @EPOCH, or 0 for one attempt' },
    preset: { value: '<seconds>', help: 'seconds from sending; 0 = one attempt' },
  },
  collapseId: {
    send: { value: '<id>', help: 'replaces an earlier notification of the same ID' },
    preset: { value: '<id>', help: 'the collapse ID' },
  },
  id: {
    send: { value: '<uuid>', help: 'the apns-id' },
    // Every push that a preset makes would have the same.
    preset: null,
  },
};

/** Adds the option of each header to a command that sends. */
export function addHeaderOptions(command: Command): Command {
  for (const { key, kind, option } of PUSH_HEADERS) {
    const { value, help } = WORDS[key].send;
    const added = new Option(`--${option} ${value}`, help);
    command.addOption(kind === 'number' ? added.argParser(parseWhole) : added);
  }
  return command;
}

/** Adds the option of each header that a preset is made with. */
export function addPresetHeaderOptions(command: Command): Command {
  for (const { key, option } of PUSH_HEADERS) {
    const words = WORDS[key].preset;
    if (words !== null) command.option(`--${option} ${words.value}`, words.help);
  }
  return command;
}

/**
 * The headers that the options of a push name.
 *
 * @param nowMs - Unix time in milliseconds, for an expiration that is counted from now.
 * @throws AppError `bad-argument`.
 */
export function headersOfOptions(options: HeaderOptions, nowMs: number): TableHeaders {
  return collectHeaders({
    text: ({ key }) => options[key],
    number(header) {
      if (header.kind === 'number') return options[header.key];
      const text = options[header.key];
      return text === undefined ? undefined : expirationOf(text, nowMs);
    },
  });
}

/** Reads `--expiration`. @returns Unix time in seconds. @throws AppError `bad-argument`. */
export function expirationOf(text: string, nowMs: number): number {
  const value = Number(text.replace(/^@/, ''));
  if (!/^@?\d{1,15}$/.test(text)) {
    throw new AppError(
      'bad-argument',
      { en: `“${text}” is no expiration.`, zh: `“${text}”不是有效的过期时间。` },
      {
        en: 'Give seconds from now (3600), a Unix time in seconds (@1767225600), or 0 for one attempt.',
        zh: '请提供从现在起的秒数（3600）、Unix 时间秒数（@1767225600），或 0 表示只尝试一次。',
      },
    );
  }
  return text.startsWith('@') || value === 0 ? value : Math.floor(nowMs / 1000) + value;
}
