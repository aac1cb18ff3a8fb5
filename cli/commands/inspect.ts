import type { Command } from 'commander';
import { createCredentialService } from '#core/credentials/create-credential-service';
import { inspectContents } from '#core/credentials/diagnosis/inspect-contents';
import { readCredentialFile } from '#core/credentials/reading/read-file';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { keptTwinOf, keptTwinWords } from '#shared/credentials/kept-twin';
import { toAppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { inspectionJson, writeInspection } from '../input/credentials-card.js';
import { readInputFile } from '../input/credentials-files.js';
import { addSecretOptions, readSecret, withPasswordHint } from '../input/credentials-secrets.js';
import { dataDirOf } from '../input/data-dir.js';
import { addExamples, MAKE_REQUEST, MAKE_SAMPLES } from '../terminal/help.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type Terminal,
  writeError,
  writeJson,
  writeLine,
} from '../terminal/terminal.js';

type InspectOptions = CommonOptions & { readonly keyId?: string } & Readonly<Record<string, unknown>>;

/** `pushdeck inspect`: says what files are. Looks at what is kept where there is something, and keeps nothing. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(
    command,
    `${MAKE_REQUEST} && pushdeck inspect PushChat.certSigningRequest`,
    `${MAKE_SAMPLES} && pushdeck inspect demo/simulator/*.pem`,
  );
  addSecretOptions(command, 'password', 'the password of the files')
    .argument('<file...>', 'certificates, keys, .p12, .p8, requests: the content decides, not the name')
    .option('--key-id <id>', 'of an APNs key, where the file name does not say it')
    .action(
      action(terminal, async (files: readonly string[], options: InspectOptions) => {
        const password = await readSecret(options, 'password', terminal);
        const kept = await keptHere(options, terminal);
        let failed = false;
        for (const file of files) {
          if (!(await inspectOne(terminal, file, password, options, kept))) failed = true;
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
  kept: readonly CredentialSummary[],
): Promise<boolean> {
  try {
    const file = await readInputFile(terminal, path);
    const contents = await readCredentialFile(file, {
      signal: terminal.signal,
      ...omitUndefined({ password }),
    });
    const nowMs = systemClock.now();
    const inspection = inspectContents(contents, nowMs, { keyId: options.keyId });
    const twin = keptTwinOf(inspection, kept);
    const words = twin === null ? null : keptTwinWords(twin, inspection, path);
    if (options.json === true) {
      const keptJson =
        twin === null
          ? null
          : { id: twin.kept.id, name: twin.kept.name, relation: twin.relation, message: words?.en };
      writeJson(terminal, { ...inspectionJson(path, inspection), kept: keptJson });
    } else {
      writeInspection(terminal, path, inspection, nowMs);
      if (words !== null) writeLine(terminal, `  ${words.en}`);
    }
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

/** The credentials that are kept; none where they cannot be read: a file is what it is all the same. */
async function keptHere(options: InspectOptions, terminal: Terminal): Promise<readonly CredentialSummary[]> {
  const dataDir = dataDirOf(options, terminal);
  const service = createCredentialService({ dataDir, clock: systemClock, random: systemRandomness });
  try {
    return await service.list();
  } catch {
    return [];
  }
}
