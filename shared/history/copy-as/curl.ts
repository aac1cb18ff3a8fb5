import { shellCommand, shellQuote } from '../../text/shell-quote.js';
import type { CodeRequest } from './code-request.js';

/**
 * Writes a push as a curl command for a POSIX shell. `pushdeck jwt` provides the provider token at run time, so the
 * command contains no secret.
 */
export function toCurl(request: CodeRequest): string {
  const { auth, caFile, headers, origin, path, payload } = request;
  const parts = ['curl --http2 --include --silent --show-error'];
  if (caFile !== null) parts.push(`--cacert ${shellQuote(caFile)}`);
  if (auth.kind === 'identity') {
    parts.push(`--cert ${shellQuote(auth.certificateFile)}`, `--key ${shellQuote(auth.keyFile)}`);
  }
  if (auth.kind === 'apns-key') {
    const token = [
      'pushdeck jwt',
      `--credential ${shellQuote(auth.keyFile)}`,
      `--key-id ${shellQuote(auth.keyId)}`,
      `--team-id ${shellQuote(auth.teamId)}`,
    ].join(' ');
    parts.push(`--header "authorization: bearer $(${token})"`);
  }
  for (const { name, value } of headers) {
    // For curl, a trailing colon removes a header, and a trailing semicolon sends it without a value.
    parts.push(`--header ${shellQuote(value === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  // Command-line arguments cannot contain NUL.
  const binary = payload.includes('\0');
  parts.push(binary ? '--data-binary @-' : `--data-raw ${shellQuote(payload)}`);
  parts.push(shellQuote(origin + path));
  const command = shellCommand(parts);
  return binary ? `printf %s ${base64(payload)} | base64 -d | ${command}\n` : `${command}\n`;
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
