import { codeRequestOf, type CopySource } from './code-request.js';
import { toCurl } from './curl.js';
import { toGo } from './go.js';
import { toJava } from './java.js';
import { toNode } from './node.js';
import { toPushdeckCommand } from './pushdeck-send.js';
import { toPython } from './python.js';
import { toSwift } from './swift.js';

/** The formats that a push can be copied as, in menu order. */
export const COPY_FORMATS = ['curl', 'pushdeck', 'node', 'python', 'swift', 'go', 'java'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

/** Names of programs and languages, which are not translated. */
export const COPY_FORMAT_NAMES: Readonly<Record<CopyFormat, string>> = {
  curl: 'curl',
  pushdeck: 'pushdeck',
  node: 'Node.js',
  python: 'Python',
  swift: 'Swift (APNSwift)',
  go: 'Go',
  java: 'Java',
};

const WRITERS: Readonly<Record<CopyFormat, (source: CopySource) => string | null>> = {
  curl: (source) => toCurl(codeRequestOf(source)),
  pushdeck: toPushdeckCommand,
  node: (source) => toNode(codeRequestOf(source)),
  python: (source) => toPython(codeRequestOf(source)),
  swift: toSwift,
  go: (source) => toGo(codeRequestOf(source)),
  java: (source) => toJava(codeRequestOf(source)),
};

/**
 * Writes a push as a command or program that sends it. Never contains a secret: keys and certificates are read from
 * files.
 *
 * @returns `null` if the format cannot express it.
 * @throws AppError as `buildPushRequest` does, for a push that cannot be sent at all.
 */
export function copyAs(format: CopyFormat, source: CopySource): string | null {
  return WRITERS[format](source);
}
