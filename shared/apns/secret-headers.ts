/** What takes the place of a secret wherever a request is shown or kept. */
export const REDACTED = '[redacted]';

/** Apple's own headers say what a push is, never who sends it. */
const PUBLIC_PREFIX = 'apns-';

/**
 * Names of headers that carry a secret by custom, in lower case. Gateways and proxies in front of APNs name them as they
 * like, so a name is taken for a secret rather once too often: its value is still sent.
 */
const SECRET_NAMES: readonly RegExp[] = [
  // authorization, proxy-authorization, x-amz-authorization, authorization-x
  /authori[sz]/,
  // x-auth, x-auth-user, x-authentication, auth-id; not x-author
  /(?:^|[-_.])auth(?:[-_.]|entication|n|z|$)/,
  /cookie/,
  /token/,
  /secret/,
  /passw|passphrase|(?:^|[-_.])pwd(?:[-_.]|$)/,
  /credential/,
  /signature|(?:^|[-_.])sig(?:[-_.]|$)/,
  /(?:^|[-_.])(?:jwt|bearer|session)(?:[-_.]|$)/,
  // x-api-key, apikey, x-functions-key, ocp-apim-subscription-key
  /api[-_.]?key|(?:^|[-_.])key(?:[-_.]|$)/,
];

/** Values that are a secret under any name. */
const SECRET_VALUES: readonly RegExp[] = [
  // Schemes with a credential behind them (https://www.iana.org/assignments/http-authschemes).
  /^\s*(?:bearer|basic|digest|negotiate|hmac|apikey|token|aws4-hmac-sha256)\s+\S/i,
  // A JSON Web Token begins with the base64url of {" (RFC 7519 §3.1).
  /eyJ[\w-]{4,}\.[\w-]+\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // A user and a password in an address.
  /:\/\/[^\s/@:]*:[^\s/@]+@/,
];

/**
 * Whether the value of a header must not be kept, shown, copied or exported. A name in any case; a value that was
 * redacted already counts by its name alone.
 */
export function carriesSecret(field: { readonly name: string; readonly value: string }): boolean {
  const name = field.name.trim().toLowerCase();
  if (name.startsWith(PUBLIC_PREFIX)) return false;
  return (
    SECRET_NAMES.some((pattern) => pattern.test(name)) ||
    SECRET_VALUES.some((pattern) => pattern.test(field.value))
  );
}
