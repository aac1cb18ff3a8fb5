import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { systemClock } from '#core/system-ports';
import { toAppError } from '#shared/errors';
import type { Command } from 'commander';
import { action, EXIT, writeError, writeJson, type CommonOptions, type Terminal } from '../terminal.js';
import { inspectionJson, writeInspection } from './credentials-card.js';
import { readInputFile } from './credentials-files.js';
import { addSecretOptions, readSecret, withPasswordHint } from './credentials-secrets.js';

type InspectOptions = CommonOptions & { readonly keyId?: string } & Readonly<Record<string, unknown>>;

/** `pushdeck inspect`: says what files are. Needs no data folder and keeps nothing. */
export function define(command: Command, terminal: Terminal): void {
  addSecretOptions(command, 'password', 'the password of the files')
    .argument('<file...>', 'certificates, keys, .p12, .p8, requests: the content decides, not the name')
    .option('--key-id <id>', 'of an APNs key, where the file name does not say it')
    .addHelpText('after', '\nExample:\n  pushdeck inspect AuthKey_ABC123DEFG.p8')
    .action(
      action(terminal, async (files: readonly string[], options: InspectOptions) => {
        const password = await readSecret(options, 'password', terminal);
        let failed = false;
        for (const file of files) {
          if (!(await inspectOne(terminal, file, password, options))) failed = true;
        }
        return failed ? EXIT.credential : EXIT.done;
      }),
    );
}

async function inspectOne(
  terminal: Terminal,
  path: string,
  password: string | undefined,
  options: InspectOptions,
): Promise<boolean> {
  try {
    const file = await readInputFile(terminal, path);
    const contents = await readCredentialFile(file, {
      signal: terminal.signal,
      ...(password !== undefined && { password }),
    });
    const nowMs = systemClock.now();
    const { keyId } = options;
    const inspection = inspectContents(contents, nowMs, keyId === undefined ? {} : { keyId });
    if (options.json === true) writeJson(terminal, inspectionJson(path, inspection));
    else writeInspection(terminal, path, inspection, nowMs);
    return true;
  } catch (thrown) {
    const error = withPasswordHint(toAppError(thrown));
    if (error.code === 'cancelled') throw error;
    if (options.json === true) {
      writeJson(terminal, {
        file: path,
        ok: false,
        error: { code: error.code, message: error.text.en, hint: error.hint.en },
      });
    } else {
      writeError(terminal, error, options);
    }
    return false;
  }
}
