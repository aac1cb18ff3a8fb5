/** Replaces a secret. */
const HIDDEN = '[hidden]';

/** Shorter secrets would match ordinary words. Unit: characters. */
const KNOWN_SECRET_LENGTH = 4;

/**
 * Patterns of secrets that may end up in an error message, most specific first: key material, provider tokens,
 * passwords in addresses and in `name=value`, device tokens, long runs of base64.
 */
const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [^-\n]+-----[\s\S]*?(?:-----END [^-\n]+-----|$)/g, HIDDEN],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN],
  [/\b(bearer|basic)\s+[^\s"',;]+/gi, `$1 ${HIDDEN}`],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, `$1${HIDDEN}@`],
  [
    /([\w-]*(?:pass(?:word|phrase|wd)?|secret|token|code|authorization|cookie|api[-_]?key|private[-_]?key)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&)}\]"']+)/gi,
    `$1${HIDDEN}`,
  ],
  [/\b[0-9a-f]{32,}\b/gi, HIDDEN],
  // Not after a slash or a dot: those are paths and file names.
  [/(?<![\w+/=.-])(?=[\w+/=-]*[0-9])(?=[\w+/=-]*[A-Za-z])[A-Za-z0-9+_=-][A-Za-z0-9+/_=-]{31,}/g, HIDDEN],
];

/**
 * Redacts secrets in text that leaves the process: crash reports, and details of unexpected errors. When in doubt it
 * redacts, so it may hide too much.
 *
 * @param known - Secrets of this process, such as values of environment variables; redacted wherever they occur.
 */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  let clean = text;
  const longestFirst = known
    .filter(({ length }) => length >= KNOWN_SECRET_LENGTH)
    .sort((left, right) => right.length - left.length);
  for (const secret of longestFirst) clean = clean.replaceAll(secret, HIDDEN);
  for (const [pattern, replacement] of SECRETS) clean = clean.replace(pattern, replacement);
  return clean;
}

const SECRET_NAME = /pass|secret|token|key|auth|proxy|cookie|credential/i;

/** Returns the secrets that a process received through environment variables and command-line options. */
export function secretsOf(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): readonly string[] {
  const fromEnv = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && SECRET_NAME.test(name) && !isPlace(value) ? [value] : [],
  );
  const fromArgv = argv.flatMap((word, index) => {
    const [name, joined] = splitOnce(word, '=');
    const value = joined ?? argv[index + 1];
    return name.startsWith('--') && SECRET_NAME.test(name) && value !== undefined && !isPlace(value)
      ? [value]
      : [];
  });
  return [...fromEnv, ...fromArgv];
}

/** Paths and switches are not secrets, and a report would be useless without them. */
function isPlace(value: string): boolean {
  return value.startsWith('/') || value.startsWith('-') || /^(?:[A-Za-z]:)?\\/.test(value);
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
