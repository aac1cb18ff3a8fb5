import { systemFailure } from './system-failure.js';
import { type LocalizedText, sameInAll } from './text/localized-text.js';

/**
 * Every code an error can carry, by family. The codes are an interface (scripts match on them): adding is
 * free, renaming is a breaking change. The family decides the exit status of the command line.
 */
export const ERROR_CODES = {
  credential: [
    'password-required',
    'wrong-password',
    'not-a-credential',
    'truncated',
    'empty-file',
    'corrupted',
    'unsupported-format',
    'unsupported-key',
    'key-certificate-mismatch',
    'no-private-key',
    'file-not-found',
    'file-too-large',
    'credential-not-found',
    'credential-incomplete',
    'bad-signing-identity',
    'credential-refused',
    'vault-locked',
    'vault-damaged',
    'vault-unavailable',
    'vault-choice-needed',
  ],
  usage: [
    'bad-argument',
    'bad-device-token',
    'bad-header',
    'bad-payload',
    'bad-url',
    'bad-template',
    'bad-scenario',
    'bad-setting',
    'missing-variable',
    'output-exists',
    'port-in-use',
    'not-found',
    'simulator-only',
    'data-folder-unwritable',
    'no-home-folder',
    'data-from-newer-version',
    'data-damaged',
    'file-busy',
    'link-refused',
  ],
  connection: [
    'dns-failed',
    'tcp-failed',
    'proxy-failed',
    'tls-failed',
    'http2-failed',
    'goaway',
    'connect-timeout',
    'request-timeout',
    'connection-lost',
    'stream-reset',
    'process-ended',
    'stream-refused',
    'bad-answer',
  ],
  /** Failures of the operating system or the disk: see `systemFailure`. */
  system: [
    'disk-full',
    'read-only',
    'no-permission',
    'too-many-open-files',
    'file-busy',
    'link-refused',
    'not-a-database',
    'io-error',
  ],
  other: ['cancelled', 'internal'],
} as const satisfies Record<string, readonly string[]>;

export type ErrorFamily = keyof typeof ERROR_CODES;
export type ErrorCode = (typeof ERROR_CODES)[ErrorFamily][number];

/** What an error says to a person: what is wrong with this input, and what to do about it. */
export interface ErrorMessage {
  readonly code: ErrorCode;
  readonly message: LocalizedText;
  readonly hint: LocalizedText;
}

/** The one error class of the project. `message` is English, `text` and `hint` are in every language. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly text: LocalizedText;
  readonly hint: LocalizedText;
  /** Decides the exit status of the command line. */
  readonly family: ErrorFamily;

  /**
   * @param code - Stable, for programs.
   * @param text - What is wrong with this input, for people.
   * @param hint - What to do about it.
   * @param options - `cause`: the foreign error behind this one, kept for `--debug`. `family`: overrides the family of
   * the code, for example for a missing file that is not a credential.
   */
  constructor(
    code: ErrorCode,
    text: LocalizedText,
    hint: LocalizedText,
    options?: { readonly cause?: unknown; readonly family?: ErrorFamily },
  ) {
    super(text.en, options);
    this.family = options?.family ?? familyOf(code);
    this.code = code;
    this.text = text;
    this.hint = hint;
  }

  /** The part that is safe to show and to send to the page: no stack, no cause. */
  toMessage(): ErrorMessage {
    return { code: this.code, message: this.text, hint: this.hint };
  }
}

/** Returns the family that a code belongs to. */
export function familyOf(code: ErrorCode): ErrorFamily {
  for (const [family, codes] of Object.entries(ERROR_CODES) as [ErrorFamily, readonly string[]][]) {
    if (codes.includes(code)) return family;
  }
  return 'other';
}

/**
 * Converts anything thrown to an {@link AppError}: our own pass through, system failures get their own codes,
 * everything else becomes `internal`. The original is kept as the `cause`.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const failure = systemFailure(thrown);
  if (failure !== null) return new AppError(failure.code, failure.text, failure.hint, { cause: thrown });
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(
    'internal',
    sameInAll(words),
    {
      en: 'This is a bug in Pushdeck. Please report it with the steps that led here.',
      zh: '这是 Pushdeck 自身的问题，请附上操作步骤进行反馈。',
    },
    { cause: thrown },
  );
}
