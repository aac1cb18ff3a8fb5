import { AppError } from '#shared/errors';

/** Maximum per derivation; NSS and GnuTLS write 600,000 today. Unit: rounds. */
export const MAX_ROUNDS = 5_000_000;
/** Maximum for a whole file. Unit: rounds. */
const MAX_ROUNDS_OF_FILE = 8_000_000;
/** Maximum memory of scrypt; OpenSSL writes 16 MiB. Unit: bytes. */
export const MAX_SCRYPT_MEMORY = 256 * 1024 * 1024;

/** Limits the key-derivation work for one file, so that a hostile file fails quickly. */
export class DerivationBudget {
  readonly signal: AbortSignal | undefined;
  #left = MAX_ROUNDS_OF_FILE;

  /** @param signal - Aborting it ends a derivation within milliseconds. */
  constructor(signal?: AbortSignal) {
    this.signal = signal;
  }

  /**
   * Spends the rounds of one derivation.
   *
   * @throws AppError `unsupported-format` when the file requires too much work, `cancelled` once aborted.
   */
  spend(rounds: number): void {
    this.checkCancelled();
    this.#left -= rounds;
    if (rounds <= MAX_ROUNDS && this.#left >= 0) return;
    throw tooMuchWork(rounds);
  }

  /** @throws AppError `cancelled` */
  checkCancelled(): void {
    if (this.signal?.aborted !== true) return;
    throw new AppError(
      'cancelled',
      { en: 'Reading the file was cancelled.', zh: '已取消读取文件。' },
      { en: 'Nothing was changed.', zh: '没有任何更改。' },
    );
  }
}

/** The error for a file that requires too much work. */
export function tooMuchWork(rounds: number): AppError {
  return new AppError(
    'unsupported-format',
    {
      en: `Its password protection requires ${rounds.toLocaleString('en-US')} rounds; Pushdeck accepts at most ${MAX_ROUNDS.toLocaleString('en-US')} per part.`,
      zh: `该文件的密码保护要求进行 ${rounds.toLocaleString('en-US')} 轮计算，Pushdeck 对单个部分的上限为 ${MAX_ROUNDS.toLocaleString('en-US')} 轮。`,
    },
    {
      en: 'No real tool writes such a file. Export the credential again from its source.',
      zh: '正常的工具不会生成这样的文件，请从来源处重新导出该凭证。',
    },
  );
}
