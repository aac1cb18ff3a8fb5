/** What a request claims about itself. */
export interface RequestClaims {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly token: string | null;
}

/** What the running host is. */
export interface HostIdentity {
  readonly port: number;
  /** True for a token that lets into this run. */
  readonly isToken: (token: string | null) => boolean;
}

/** Names under which this machine reaches itself. */
const OWN_NAMES = ['127.0.0.1', 'localhost'];

/**
 * True when the `Host` is ours. A page of another site can make a browser connect here (DNS rebinding), but
 * it cannot forge this header.
 */
export function isOwnHost(host: string | undefined, identity: HostIdentity): boolean {
  return OWN_NAMES.some((name) => host === `${name}:${identity.port}`);
}

/** True when the `Origin` is absent (not a browser, or a plain navigation) or ours. */
export function isOwnOrigin(origin: string | undefined, identity: HostIdentity): boolean {
  return origin === undefined || OWN_NAMES.some((name) => origin === `http://${name}:${identity.port}`);
}

/**
 * Decides about everything but the page's own files, which hold nothing of the user's: only who knows a token of
 * this run gets further. Whoever can talk to the core can send pushes with the user's credentials.
 */
export function isAllowed(claims: RequestClaims, identity: HostIdentity): boolean {
  return (
    isOwnHost(claims.host, identity) && isOwnOrigin(claims.origin, identity) && identity.isToken(claims.token)
  );
}
