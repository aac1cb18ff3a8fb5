/** The parameters of {@link curlHint}. */
export interface CurlHintFacts {
  /** `https://127.0.0.1:port`. */
  readonly url: string;
  /** The simulator's folder, in the notation of its operating system. */
  readonly folder: string;
  readonly token: string;
  readonly topic: string;
}

/** The files in the simulator's folder that other programs need. */
export const SIMULATOR_FILES = {
  ca: 'ca.pem',
  certificate: 'identity.cert.pem',
  key: 'identity.key.pem',
} as const;

/** A path inside a folder, with the separator that the folder itself uses. */
export function joinPath(folder: string, ...names: readonly string[]): string {
  const separator = folder.includes('\\') ? '\\' : '/';
  return [folder, ...names].join(separator);
}

/**
 * Creates a command that sends a push to the simulator with its sample identity and works unchanged: in a shell on
 * macOS or Linux, and on Windows as one line for PowerShell and cmd.
 */
export function curlHint({ url, folder, token, topic }: CurlHintFacts): string {
  const isWindows = folder.includes('\\');
  const quote = isWindows ? quoteForWindows : quoteForShell;
  const file = (name: keyof typeof SIMULATOR_FILES): string => quote(joinPath(folder, SIMULATOR_FILES[name]));
  return [
    isWindows ? 'curl.exe --http2' : 'curl --http2',
    `--cacert ${file('ca')}`,
    `--cert ${file('certificate')} --key ${file('key')}`,
    `-H ${quote(`apns-topic: ${topic}`)} -H ${quote('apns-push-type: alert')}`,
    `-d ${quote('{"aps":{"alert":"Hello"}}')}`,
    quote(`${url}/3/device/${token}`),
  ].join(isWindows ? ' ' : ' \\\n  ');
}

function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function quoteForWindows(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
