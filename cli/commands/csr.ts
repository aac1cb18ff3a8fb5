import { type Command, Option } from 'commander';
import { CSR_KEY_TYPES } from '#core/credentials/writing/certificate-request';
import type { CertificateRequestOrder } from '#shared/credentials/certificate-request';
import { formFor } from '#shared/credentials/file-form';
import { omitUndefined } from '#shared/omit-undefined';
import { addSecretOptions, readSecret } from '../input/credentials-secrets.js';
import { withCredentials } from '../input/open-services.js';
import { addExamples, MAKE_REQUEST } from '../terminal/help.js';
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

type CsrOptions = CommonOptions & {
  readonly email: string;
  readonly name: string;
  readonly country?: string;
  readonly keyType: NonNullable<CertificateRequestOrder['keyType']>;
  readonly out: string;
  readonly keyOut?: string;
  readonly force?: boolean;
} & Readonly<Record<string, unknown>>;

/** `pushdeck csr`: a certificate request whose key stays in the vault until the certificate comes back. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, `${MAKE_REQUEST} --country CN`);
  command
    .requiredOption('--email <address>', 'of the developer account')
    .requiredOption('--name <name>', 'the common name, any name you recognise')
    .option('--country <code>', 'two letters, for example CN')
    .addOption(new Option('--key-type <type>', 'the key to make').choices(CSR_KEY_TYPES).default('rsa-2048'))
    .requiredOption('--out <file>', 'where to write the request')
    .option('--key-out <file>', 'write the private key to a file as well')
    .option('--force', 'replace files that exist');
  addSecretOptions(command, 'key-password', 'the password to seal --key-out with').action(
    action(terminal, (options: CsrOptions) => makeRequest(options, terminal)),
  );
}

async function makeRequest(options: CsrOptions, terminal: Terminal): Promise<typeof EXIT.done> {
  const { email, name, country, keyType, out, keyOut } = options;
  formFor('certificate-request', out, 'pem');
  if (keyOut !== undefined) formFor('private-key', keyOut, 'key');
  const outPassword = await readSecret(options, 'key-password', terminal);
  const force = options.force === true;
  await withCredentials(options, terminal, async ({ credentials }) => {
    const made = await credentials.createRequest({
      email,
      commonName: name,
      keyType,
      ...omitUndefined({ country }),
    });
    try {
      await writeOutputFile(terminal, out, Buffer.from(made.pem), { force });
      if (keyOut !== undefined) {
        const key = await credentials.convert(
          { credentialId: made.credentialId },
          { to: 'key', ...omitUndefined({ outPassword }) },
        );
        await writeOutputFile(terminal, keyOut, key.bytes, { force, secret: true });
      }
    } catch (thrown) {
      // A key whose request was never written would only be a riddle in the list.
      await credentials.remove(made.credentialId);
      throw thrown;
    }
    if (options.json === true) {
      writeJson(terminal, {
        ok: true,
        out,
        keyOut: keyOut ?? null,
        credentialId: made.credentialId,
        spkiSha256: made.spkiSha256,
      });
      return;
    }
    writeLine(terminal, `Wrote ${out}. Its private key is kept here and waits for the certificate.`);
    if (keyOut !== undefined) writeLine(terminal, `Wrote ${keyOut}.`);
    for (const step of NEXT_STEPS) writeNote(terminal, step);
  });
  return EXIT.done;
}

const NEXT_STEPS = [
  'Next: at developer.apple.com open Certificates, Identifiers & Profiles > Certificates > +,',
  'choose "Apple Push Notification service SSL (Sandbox & Production)" and your App ID, upload the request,',
  'and download the .cer. Then: pushdeck credentials add aps.cer',
];
