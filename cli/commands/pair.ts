import type { Command } from 'commander';
import type { PairOrder } from '#shared/credentials/conversion';
import type { NamedBytes } from '#shared/credentials/credential-files';
import { refuseContradiction } from '#shared/credentials/file-form';
import { omitUndefined } from '#shared/omit-undefined';
import { readInputFile } from '../input/credentials-files.js';
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

type PairOptions = CommonOptions & {
  readonly cert: string;
  readonly key?: string;
  readonly chain: readonly string[];
  readonly out: string;
  readonly legacy?: boolean;
  readonly force?: boolean;
} & Readonly<Record<string, unknown>>;

/** `pushdeck pair`: a certificate and its key become a .p12. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(
    command,
    `${MAKE_SAMPLES} && pushdeck pair --cert demo/simulator/identity.cert.pem --key demo/simulator/identity.key.pem --out PushChat.p12`,
  );
  command
    .requiredOption('--cert <file>', 'the certificate that Apple issued')
    .option('--key <file>', 'its private key; left out, the keys made by "pushdeck csr" are searched')
    .option(
      '--chain <file>',
      'certificates above it, to put into the .p12 as well; may be repeated',
      (path: string, before: readonly string[]) => [...before, path],
      [],
    )
    .requiredOption('--out <file>', 'the .p12 to write')
    .option('--legacy', '3DES and SHA-1, for old Keychains and OpenSSL 1.0')
    .option('--force', 'replace a file that exists');
  addSecretOptions(command, 'password', "the password of the key's file");
  addSecretOptions(command, 'out-password', 'the password to seal the .p12 with').action(
    action(terminal, (options: PairOptions) => pair(options, terminal)),
  );
}

async function pair(options: PairOptions, terminal: Terminal): Promise<typeof EXIT.done> {
  const { cert, key, out, legacy } = options;
  refuseContradiction(out, 'p12');
  const password = await readSecret(options, 'password', terminal);
  const outPassword = await readSecret(options, 'out-password', terminal);
  const chain: NamedBytes[] = [];
  for (const path of options.chain) chain.push(await readInputFile(terminal, path));
  const order: PairOrder = {
    certificate: await readInputFile(terminal, cert),
    ...(key !== undefined && { key: await readInputFile(terminal, key) }),
    ...(chain.length > 0 && { chain }),
    ...omitUndefined({ password, outPassword, legacy }),
  };
  const file = await withCredentials(options, terminal, ({ credentials }) =>
    askingForPassword(() => credentials.pair(order)),
  );
  await writeOutputFile(terminal, out, file.bytes, { force: options.force === true, secret: true });
  if (!file.isProtected)
    writeNote(terminal, `warning: ${out} has an empty password; anyone who reads it can send.`);
  if (options.json === true) writeJson(terminal, { ok: true, out, protected: file.isProtected });
  else writeLine(terminal, `Wrote ${out}: certificate and key belong together.`);
  return EXIT.done;
}
