import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '#core/ports/system-ports';
import { defaultPushType } from '#shared/apns/topic';
import { credentialFactsOf } from '#shared/credentials/credential-facts';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import {
  type Diagnostic,
  lint,
  LINT_RULES,
  type LintInput,
  type LintResult,
} from '#shared/payload/lint/lint';
import { describeNotification } from '#shared/payload/preview';
import { grouped } from '#shared/text/words';
import {
  addCredentialOptions,
  type CredentialArgument,
  resolveCredential,
} from '../input/credentials-argument.js';
import { effectInWords } from '../input/lint-effect.js';
import { withServices } from '../input/open-services.js';
import { expirationOf } from '../send/header-options.js';
import { addExamples } from '../terminal/help.js';
import { readStandardInput } from '../terminal/standard-input.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  writeJson,
  writeLine,
} from '../terminal/terminal.js';

interface LintOptions extends CommonOptions, CredentialArgument, Readonly<Record<string, unknown>> {
  readonly pushType?: string;
  readonly topic?: string;
  readonly expiration?: string;
  readonly broadcast?: boolean;
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'blue' } as const;

/** `pushdeck lint`: checks a push without sending it. Needs no data folder unless a kept credential is named. */
export function define(command: Command, terminal: Terminal): void {
  command.addHelpText('after', `\nChecks ${LINT_RULES.length} rules. Exit status 1 when an error was found.`);
  addExamples(command, `echo '{"aps":{"badge":"3"}}' | pushdeck lint -`);
  addCredentialOptions(
    command
      .argument('<file>', 'the payload; - reads standard input')
      .option('--push-type <type>', 'what it is sent as; by default what topic and payload are made for')
      .option('--topic <topic>', 'where it is sent to')
      .option('--expiration <when>', 'seconds from now, @EPOCH, or 0 for one attempt')
      .option('--broadcast', 'it is sent to a channel, not to devices'),
  ).action(
    action(terminal, async (file: string, options: LintOptions): Promise<ExitStatus> => {
      const text = decode(file, await readInput(file, terminal));
      const result = lint({ text, maxDiagnostics: 1000, ...(await surroundingsOf(options, terminal)) });
      if (options.json === true) writeJson(terminal, resultJson(result));
      else {
        writeResult(terminal, file, result);
        const pushType = options.pushType ?? defaultPushType(text, options.topic);
        const effect = effectInWords(describeNotification(text, pushType));
        if (effect !== null) writeLine(terminal, `  on an iPhone, as type ${pushType}: ${effect}`);
      }
      return result.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.bad : EXIT.done;
    }),
  );
}

/** What the options tell about the push that carries the payload. What they leave out is not judged. */
async function surroundingsOf(options: LintOptions, terminal: Terminal): Promise<Omit<LintInput, 'text'>> {
  const { pushType, topic, expiration, broadcast } = options;
  const nowMs = systemClock.now();
  const hasCredential = options.credential !== undefined || options.cert !== undefined;
  const credential = hasCredential
    ? await withServices(options, terminal, (services) => resolveCredential(services, terminal, options))
    : undefined;
  return omitUndefined({
    pushType,
    topic,
    nowMs,
    target: broadcast === true ? ('channel' as const) : undefined,
    credential: credential === undefined ? undefined : credentialFactsOf(credential),
    headers:
      expiration === undefined
        ? undefined
        : omitUndefined({ pushType, topic, expiration: expirationOf(expiration, nowMs) }),
  });
}

async function readInput(file: string, terminal: Terminal): Promise<Buffer> {
  if (file === '-') return readStandardInput(terminal);
  try {
    return await readFile(resolve(terminal.cwd, file));
  } catch (thrown) {
    throw new AppError(
      'bad-argument',
      { en: `The payload file ${file} cannot be read.`, zh: `无法读取载荷文件 ${file}。` },
      { en: 'Check the path; - reads standard input.', zh: '请检查路径；- 表示读取标准输入。' },
      { cause: thrown },
    );
  }
}

/** Keeps a byte order mark: APNs would see it, so the linter has to. */
function decode(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    const wide = bytes[0] === 0xff || bytes[0] === 0xfe;
    throw new AppError(
      'bad-payload',
      {
        en: `${file} is not UTF-8${wide ? ' but UTF-16' : ''}, and APNs takes JSON in UTF-8 only.`,
        zh: `${file} 不是 UTF-8${wide ? '，而是 UTF-16' : ''}，APNs 只接受 UTF-8 编码的 JSON。`,
      },
      { en: 'Save it as UTF-8.', zh: '请另存为 UTF-8。' },
      { cause: thrown },
    );
  }
}

function resultJson({ diagnostics, bytes, limit }: LintResult): unknown {
  return {
    diagnostics: diagnostics.map(({ rule, severity, message, path, line, column, fix }) => ({
      rule,
      severity,
      message: message.en,
      path,
      line,
      column,
      fix: fix?.label.en ?? null,
    })),
    bytes,
    limit,
  };
}

function writeResult(terminal: Terminal, file: string, { diagnostics, bytes, limit }: LintResult): void {
  const name = file === '-' ? '<stdin>' : file;
  for (const diagnostic of diagnostics) writeDiagnostic(terminal, name, diagnostic);
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 || severity === 'info' ? '' : 's'}`];
  });
  const summary = counts.length === 0 ? 'nothing to complain about' : counts.join(', ');
  writeLine(terminal, `${name}: ${summary}; ${grouped(bytes)} of ${grouped(limit)} bytes`);
}

function writeDiagnostic(terminal: Terminal, name: string, diagnostic: Diagnostic): void {
  const { severity, line, column, message, rule, fix } = diagnostic;
  const word = paint(terminal, COLOURS[severity], severity);
  writeLine(
    terminal,
    `${name}:${line}:${column}: ${word}: ${message.en} ${paint(terminal, 'dim', `(${rule})`)}`,
  );
  if (fix !== null) writeLine(terminal, `  fix: ${fix.label.en}`);
}
