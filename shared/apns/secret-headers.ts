/** Replaces a secret wherever a request is shown or stored. */
export const REDACTED = '[redacted]';

/** Apple's own headers never contain a secret. */
const PUBLIC_PREFIX = 'apns-';

/**
 * Lower-case names of headers that usually contain a secret. Gateways and proxies in front of APNs name theirs freely,
 * so this errs on the side of redacting: the value is still sent.
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

/** Values that are secret whatever the name. */
const SECRET_VALUES: readonly RegExp[] = [
  // Authentication schemes followed by a credential (https://www.iana.org/assignments/http-authschemes).
  /^\s*(?:bearer|basic|digest|negotiate|hmac|apikey|token|aws4-hmac-sha256)\s+\S/i,
  // A JSON Web Token begins with the base64url of {" (RFC 7519 §3.1).
  /eyJ[\w-]{4,}\.[\w-]+\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // User name and password in an address.
  /:\/\/[^\s/@:]*:[^\s/@]+@/,
];

/**
 * Whether the value of a header must not be stored, shown, copied or exported. Names are case-insensitive; an already
 * redacted value is judged by its name only.
 */
export function carriesSecret(field: { readonly name: string; readonly value: string }): boolean {
  const name = field.name.trim().toLowerCase();
  if (name.startsWith(PUBLIC_PREFIX)) return false;
  return (
    SECRET_NAMES.some((pattern) => pattern.test(name)) ||
    SECRET_VALUES.some((pattern) => pattern.test(field.value))
  );
}
