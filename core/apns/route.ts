import { createHash } from 'node:crypto';
import { originsOf } from '#shared/apns/environment';
import type { Environment } from '#shared/apns/push';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { SimulatorPort } from '../ports/ports.js';
import type { Route } from './pending-request.js';
import { proxyFor } from './proxy.js';
import { trustedAuthorities } from './trusted-authorities.js';

/** What a route depends on in addition to environment and credential. */
export interface RouteOptions {
  /** As in the settings; `null` to use the environment variables. */
  readonly proxyUrl: string | null;
  /** An additional certificate authority to trust, PEM. */
  readonly caPem?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `push` sends to devices and channels; `management` manages broadcast channels, on ports of its own. */
export type ApnsService = 'push' | 'management';

/**
 * Resolves where to connect, and with which identity. Starts the embedded simulator if it is needed and not
 * running.
 *
 * @throws AppError `bad-url`, `bad-argument`, or why the simulator cannot start.
 */
export async function findRoute(
  environment: Environment,
  material: CredentialMaterial | null,
  service: ApnsService,
  simulator: Pick<SimulatorPort, 'start'>,
  options: RouteOptions,
): Promise<Route> {
  const identity =
    material?.kind === 'identity'
      ? { certificatePem: material.certificateChainPem, keyPem: material.keyPem }
      : null;
  if (environment.kind === 'simulator') {
    const address = await simulator.start();
    const origin = service === 'push' ? address.url : address.managementUrl;
    const ca = [address.caPem];
    // The simulator runs on this machine, so no proxy is used.
    return {
      ...hostAndPortOf(origin),
      origin,
      proxy: null,
      ca,
      identity,
      key: keyOf(origin, material, ca, ''),
    };
  }
  const origin = originsOf(environment)[service];
  const { host, port } = hostAndPortOf(origin);
  const added = [
    ...(environment.kind === 'custom' && environment.caPem !== undefined ? [environment.caPem] : []),
    ...(options.caPem === undefined ? [] : [options.caPem]),
  ];
  const ca = trustedAuthorities(added, options.env);
  const proxy = proxyFor({ host, port }, options.proxyUrl, options.env);
  const proxyKey = proxy === null ? '' : `${proxy.label} ${proxy.authorization ?? ''}`;
  return { host, port, origin, proxy, ca, identity, key: keyOf(origin, material, added, proxyKey) };
}

function hostAndPortOf(origin: string): { readonly host: string; readonly port: number } {
  const url = new URL(origin);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 443 : Number(url.port),
  };
}

/** The key includes the credential, since APNs binds a connection to credential and team on the first push. */
function keyOf(
  origin: string,
  material: CredentialMaterial | null,
  authorities: readonly string[],
  proxy: string,
): string {
  const parts = [origin, credentialKey(material), ...authorities, proxy];
  return createHash('sha256').update(parts.join('\n')).digest('base64url');
}

function credentialKey(material: CredentialMaterial | null): string {
  if (material === null) return 'none';
  if (material.kind === 'identity') return `certificate ${material.fingerprint} ${material.keyPem}`;
  return `key ${material.teamId} ${material.keyId} ${material.keyPem}`;
}
