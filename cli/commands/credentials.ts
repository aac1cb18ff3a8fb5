import { type Command, Option } from 'commander';
import { systemClock } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import type { AddedFile, NamedBytes } from '#shared/credentials/credential-files';
import { describeExpiry } from '#shared/credentials/expiry';
import { CONVERSION_FORMATS, type ConversionFormat, formFor } from '#shared/credentials/file-form';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { VAULT_PROTECTIONS } from '#shared/credentials/vault-protection';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { countedInWords } from '#shared/text/words';
import { factsJson } from '../input/credentials-card.js';
import { readInputFile } from '../input/credentials-files.js';
import { addSecretOptions, readSecret } from '../input/credentials-secrets.js';
import { withCredentials } from '../input/open-services.js';
import { addExamples, MAKE_REQUEST, MAKE_SAMPLES } from '../terminal/help.js';
import { writeOutputFile } from '../terminal/output-file.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  writeJson,
  writeLine,
  writeNote,
} from '../terminal/terminal.js';

type Options = CommonOptions & Readonly<Record<string, unknown>>;

type AddOptions = Options & { readonly keyId?: string; readonly teamId?: string; readonly name?: string };

type ExportOptions = Options & {
  readonly out: string;
  readonly to?: ConversionFormat;
  readonly legacy?: boolean;
  readonly force?: boolean;
};

/** `pushdeck credentials`: what is kept here, the same that the window shows. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, 'pushdeck credentials list');
  defineList(command, terminal);
  defineAdd(command, terminal);
  addExamples(command.command('remove <name>'), `${MAKE_REQUEST} && pushdeck credentials remove PushChat`)
    .description('remove a credential, by name or ID')
    .action(
      action(terminal, (name: string, _options: Options, self: Command) =>
        withCredentials(optionsOf(self), terminal, async ({ credentials }) => {
          const { id, name: found } = await credentials.find(name);
          await credentials.remove(id);
          report(terminal, optionsOf(self), { ok: true, id, name: found }, `Removed ${found}.`);
          return EXIT.done;
        }),
      ),
    );
  addExamples(
    command.command('rename <name> <new-name>'),
    `${MAKE_REQUEST} && pushdeck credentials rename PushChat "Push Chat"`,
  )
    .description('give a credential another name')
    .action(
      action(terminal, (name: string, newName: string, _options: Options, self: Command) =>
        withCredentials(optionsOf(self), terminal, async ({ credentials }) => {
          const { id } = await credentials.find(name);
          await credentials.rename(id, newName);
          report(
            terminal,
            optionsOf(self),
            { ok: true, id, name: newName },
            `Renamed ${name} to ${newName}.`,
          );
          return EXIT.done;
        }),
      ),
    );
  defineExport(command, terminal);
  defineProtect(command, terminal);
}

/** Commander keeps `--json` and `--data-dir` at the command above. */
function optionsOf(self: Command): Options {
  return self.optsWithGlobals<Options>();
}

function defineList(command: Command, terminal: Terminal): void {
  addExamples(command.command('list', { isDefault: true }), 'pushdeck credentials list')
    .description('list what is kept here')
    .action(
      action(terminal, (_options: Options, self: Command) =>
        withCredentials(optionsOf(self), terminal, async ({ credentials }) => {
          const all = await credentials.list();
          const vault = await credentials.vault();
          if (optionsOf(self).json === true) all.forEach((one) => writeJson(terminal, summaryJson(one)));
          else {
            all.forEach((one) => writeSummary(terminal, one));
            writeNote(terminal, PROTECTION_WORDS[vault.protection]);
          }
          if (vault.damagedEntries > 0) {
            const damaged = countedInWords(vault.damagedEntries, 'damaged credential', '个损坏的凭证').en;
            writeNote(terminal, `warning: ${damaged} left out.`);
          }
          return EXIT.done;
        }),
      ),
    );
}

const PROTECTION_WORDS = {
  'system-keyring': "Private keys are sealed; the key for them is in the system's key store.",
  passphrase: 'Private keys are sealed with your passphrase.',
  'key-file':
    'Private keys are sealed; the key for them is a file of mode 0600 in the data folder, no more. See "pushdeck credentials protect".',
} as const;

function summaryJson(summary: CredentialSummary): Readonly<Record<string, unknown>> {
  const { id, name, kind, sample, addedAtMs, teamId, defaultFor, inspection } = summary;
  return {
    id,
    name,
    sample,
    addedAt: sample ? null : new Date(addedAtMs).toISOString(),
    teamId,
    defaultFor: defaultFor ?? [],
    ...factsJson(inspection),
    kind,
  };
}

function writeSummary(terminal: Terminal, { id, name, kind, inspection }: CredentialSummary): void {
  const [leaf] = inspection.certificates;
  const expiry =
    leaf === undefined
      ? ''
      : `, ${describeExpiry(Date.parse(leaf.notBefore), Date.parse(leaf.notAfter), systemClock.now()).en}`;
  writeLine(terminal, `${paint(terminal, 'bold', name)}  ${kind}${expiry}  ${paint(terminal, 'dim', id)}`);
}

function defineAdd(command: Command, terminal: Terminal): void {
  const add = addExamples(
    command.command('add <file...>'),
    `${MAKE_SAMPLES} && pushdeck credentials add demo/simulator/identity.cert.pem demo/simulator/identity.key.pem`,
  )
    .alias('import')
    .description('read files, join what belongs together, and keep it')
    .option('--key-id <id>', 'of an APNs key, where the file name does not say it')
    .option('--team-id <id>', 'of an APNs key')
    .option('--name <name>', 'what to call it');
  addSecretOptions(add, 'password', 'the password of the files').action(
    action(terminal, async (paths: readonly string[], _options: AddOptions, self: Command) => {
      const options = self.optsWithGlobals<AddOptions>();
      const { keyId, teamId, name } = options;
      const password = await readSecret(options, 'password', terminal);
      const files: NamedBytes[] = [];
      for (const path of paths) files.push(await readInputFile(terminal, path));
      return withCredentials(options, terminal, async ({ credentials }) => {
        const added = await credentials.add({
          files,
          ...omitUndefined({ password, keyId, teamId, name }),
        });
        await reportAdded(terminal, options, added, credentials);
        return added.some(({ error }) => error !== null) ? EXIT.credential : EXIT.done;
      });
    }),
  );
}

async function reportAdded(
  terminal: Terminal,
  options: Options,
  added: readonly AddedFile[],
  credentials: Services['credentials'],
): Promise<void> {
  for (const { fileName, credentialId, duplicate, inspection, error } of added) {
    const name = credentialId === null ? null : (await credentials.find(credentialId)).name;
    if (options.json === true) {
      writeJson(terminal, {
        file: fileName,
        ok: error === null,
        credentialId,
        name,
        duplicate: duplicate ?? false,
        kind: inspection?.kind ?? null,
        ...(error !== null && {
          error: { code: error.code, message: error.message.en, hint: error.hint.en },
        }),
      });
    } else if (error === null) {
      writeLine(terminal, `${fileName}: ${duplicate === true ? 'kept already as' : 'kept as'} ${name ?? ''}`);
    } else {
      writeNote(terminal, error.message.en);
      writeNote(terminal, `  ${error.hint.en}`);
    }
  }
}

function defineExport(command: Command, terminal: Terminal): void {
  const exporting = addExamples(
    command.command('export <name>'),
    `${MAKE_REQUEST} && P12_PASSWORD=secret pushdeck credentials export PushChat --out PushChat.key.pem --out-password-env P12_PASSWORD`,
  )
    .description('write a credential to a file, behind a password')
    .requiredOption('--out <file>', 'where to write')
    .addOption(
      new Option(
        '--to <format>',
        'the form; left out, the ending of --out says it, else p12 for an identity and key for a key',
      ).choices(CONVERSION_FORMATS),
    )
    .option('--legacy', 'seal with 3DES and SHA-1, for old Keychains and OpenSSL 1.0')
    .option('--force', 'replace a file that exists');
  addSecretOptions(exporting, 'out-password', 'the password to seal the private key with').action(
    action(terminal, (name: string, _options: ExportOptions, self: Command) =>
      exportOne(name, self.optsWithGlobals<ExportOptions>(), terminal),
    ),
  );
}

async function exportOne(name: string, options: ExportOptions, terminal: Terminal): Promise<ExitStatus> {
  const outPassword = await readSecret(options, 'out-password', terminal);
  const { out, legacy, force } = options;
  const file = await withCredentials(options, terminal, async ({ credentials }) => {
    const { id, kind, sample } = await credentials.find(name);
    if (sample) throw sampleStays(name);
    const to = formFor(kind, out, options.to);
    return credentials.convert({ credentialId: id }, { to, ...omitUndefined({ outPassword, legacy }) });
  });
  if (file.holdsPrivateKey && outPassword === undefined) throw passwordNeeded();
  await writeOutputFile(terminal, out, file.bytes, { force: force === true, secret: file.holdsPrivateKey });
  report(terminal, options, { ok: true, out, protected: file.isProtected }, `Wrote ${out}.`);
  return EXIT.done;
}

function defineProtect(command: Command, terminal: Terminal): void {
  const protect = addExamples(
    command.command('protect <how>'),
    'pushdeck credentials protect key-file',
  ).description('choose what seals the private keys: system-keyring, passphrase or key-file');
  addSecretOptions(protect, 'passphrase', 'the passphrase').action(
    action(terminal, async (how: string, _options: Options, self: Command) => {
      const options = optionsOf(self);
      const kind = VAULT_PROTECTIONS.find((candidate) => candidate === how);
      if (kind === undefined) throw unknownProtection(how);
      const passphrase = await readSecret(options, 'passphrase', terminal);
      return withCredentials(options, terminal, async ({ credentials }) => {
        await credentials.protect(kind, passphrase);
        report(terminal, options, { ok: true, protection: kind }, PROTECTION_WORDS[kind]);
        return EXIT.done;
      });
    }),
  );
}

function report(terminal: Terminal, options: Options, json: unknown, words: string): void {
  if (options.json === true) writeJson(terminal, json);
  else writeLine(terminal, words);
}

function passwordNeeded(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'An export with a private key needs a password.', zh: '导出包含私钥的凭证需要设置密码。' },
    {
      en: 'Add --out-password-env NAME; an empty one, --out-password "", leaves the key readable.',
      zh: '请使用 --out-password-env NAME；使用空密码（--out-password ""）则不加密。',
    },
  );
}

function sampleStays(name: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `"${name}" belongs to the simulator and is not exported.`, zh: `“${name}”属于模拟器，无法导出。` },
    {
      en: 'Its files are in the simulator folder of the data folder.',
      zh: '其文件位于数据文件夹的 simulator 目录中。',
    },
  );
}

function unknownProtection(how: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `There is no protection "${how}".`, zh: `不存在保护方式“${how}”。` },
    {
      en: `Choose one of ${VAULT_PROTECTIONS.join(', ')}.`,
      zh: `请选择 ${VAULT_PROTECTIONS.join('、')} 之一。`,
    },
  );
}
