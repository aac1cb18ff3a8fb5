import { type Command, Option } from 'commander';
import type { Services } from '#core/services';
import type { ConversionSource } from '#shared/credentials/conversion';
import type { NamedBytes } from '#shared/credentials/credential-files';
import {
  CONVERSION_FORMATS,
  type ConversionFormat,
  refuseContradiction,
} from '#shared/credentials/file-form';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { isFile, readInputFile } from '../input/credentials-files.js';
import { addSecretOptions, askingForPassword, readSecret } from '../input/credentials-secrets.js';
import { withCredentials } from '../input/open-services.js';
import { addExamples, MAKE_SAMPLES } from '../terminal/help.js';
import { writeOutputFile } from '../terminal/output-file.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type Terminal,
  writeJson,
  writeLine,
  writeNote,
} from '../terminal/terminal.js';

type ConvertOptions = CommonOptions & {
  readonly to: ConversionFormat;
  readonly out?: string;
  readonly legacy?: boolean;
  readonly force?: boolean;
} & Readonly<Record<string, unknown>>;

/** `pushdeck convert`: the classical OpenSSL steps, in one command. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(
    command,
    `${MAKE_SAMPLES} && pushdeck convert demo/simulator/identity.cert.pem --to der --out aps.cer`,
    `${MAKE_SAMPLES} && pushdeck convert demo/simulator/identity.cert.pem demo/simulator/identity.key.pem --to p12 --out PushChat.p12`,
  );
  command
    .argument(
      '<file...>',
      'a certificate, key, .p12 or request, or the name of a kept credential; several files are joined: certificate, key, chain',
    )
    .addOption(
      new Option('--to <format>', 'pem: everything; key: the private key; der: the certificate; p12')
        .choices(CONVERSION_FORMATS)
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'where to write; certificates go to standard output without it')
    .option('--legacy', 'seal with 3DES and SHA-1, for old Keychains and OpenSSL 1.0')
    .option('--force', 'replace a file that exists');
  addSecretOptions(command, 'password', 'the password of the file');
  addSecretOptions(command, 'out-password', 'the password to seal the private key with').action(
    action(terminal, (files: readonly string[], options: ConvertOptions) =>
      convert(files, options, terminal),
    ),
  );
}

async function convert(
  files: readonly string[],
  options: ConvertOptions,
  terminal: Terminal,
): Promise<typeof EXIT.done> {
  const { to, out, legacy } = options;
  if (out !== undefined) refuseContradiction(out, to);
  const password = await readSecret(options, 'password', terminal);
  const outPassword = await readSecret(options, 'out-password', terminal);
  const converted = await withCredentials(options, terminal, async ({ credentials }) => {
    const source = await sourceOf(files, password, credentials, terminal);
    return askingForPassword(() =>
      credentials.convert(source, {
        to,
        ...omitUndefined({ outPassword, legacy }),
      }),
    );
  });
  if (out === undefined) {
    const isText = to === 'pem' || to === 'key';
    if (converted.holdsPrivateKey || !isText) throw outputNeeded(files.join(', '));
    terminal.stdout.write(converted.bytes);
    return EXIT.done;
  }
  const { bytes, holdsPrivateKey, isProtected } = converted;
  await writeOutputFile(terminal, out, bytes, { force: options.force === true, secret: holdsPrivateKey });
  if (holdsPrivateKey && !isProtected) {
    writeNote(terminal, `note: the private key in ${out} is not protected by a password (file mode 0600).`);
  }
  if (options.json === true) writeJson(terminal, { ok: true, out, holdsPrivateKey, protected: isProtected });
  else writeLine(terminal, `Wrote ${out}.`);
  return EXIT.done;
}

async function sourceOf(
  paths: readonly string[],
  password: string | undefined,
  credentials: Services['credentials'],
  terminal: Terminal,
): Promise<ConversionSource> {
  const [only = '', ...others] = paths;
  if (others.length === 0 && !(await isFile(terminal, only))) {
    const kept = await credentials.find(only).catch(() => undefined);
    if (kept !== undefined) return { credentialId: kept.id };
  }
  const files: NamedBytes[] = [];
  for (const path of paths) files.push(await readInputFile(terminal, path));
  return { files, ...omitUndefined({ password }) };
}

/** A private key never goes to a terminal or into a log by accident. */
function outputNeeded(file: string): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `The result of converting ${file} is binary or holds a private key, so it needs --out FILE.`,
      zh: `转换 ${file} 的结果是二进制数据或包含私钥，必须指定 --out FILE。`,
    },
    { en: 'Add --out with a file name.', zh: '请使用 --out 指定文件名。' },
  );
}
