import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Agent } from 'http2-wrapper';
import type { Proxy } from './proxy.js';

/** Offered by ALPN to an HTTPS proxy; {@link openTunnel} uses the one that it selects. */
export const PROXY_PROTOCOLS = ['h2', 'http/1.1'];

let tunnels = 0;

/**
 * Asks a proxy for a tunnel with CONNECT (RFC 9110 §9.3.6; RFC 9113 §8.5 for a proxy that speaks HTTP/2).
 *
 * `http2-wrapper` sends the request. It is given an open connection, so that the caller can time DNS, TCP and TLS
 * to the proxy, and a URL without user name, since it would send the password percent-encoded, and once more as
 * `authorization`.
 *
 * @param carrier - The connection to the proxy, which must have an error listener.
 * @param to - The target of the tunnel.
 * @returns the tunnel as a socket, without TLS. Destroying it closes `carrier`.
 * @throws an Error with the status line of a proxy that refuses, or the error that closed `carrier`.
 */
export async function openTunnel(
  carrier: Socket,
  proxy: Proxy,
  to: { readonly host: string; readonly port: number },
): Promise<Socket> {
  const agent = await agentFor(carrier, proxy);
  const closed = watchForClose(carrier);
  try {
    const tunnel: Socket = await Promise.race([
      agent.createConnection(new URL(`https://${bracketed(to.host)}:${to.port}`), {}),
      closed.rejection,
    ]);
    // The connection to an HTTP/2 proxy would stay open after its only stream has closed.
    tunnel.once('close', () => carrier.destroy());
    return tunnel;
  } catch (error) {
    carrier.destroy();
    throw refusalIn(error) ?? error;
  } finally {
    closed.stop();
  }
}

async function agentFor(carrier: Socket, proxy: Proxy): Promise<Agent> {
  // Loaded on demand: loading it takes longer than everything that a direct connection needs.
  const { default: http2Wrapper } = await import('http2-wrapper');
  const { Http2OverHttp, Http2OverHttps, Http2OverHttp2 } = http2Wrapper.proxies;
  const speaksHttp2 = carrier instanceof TLSSocket && carrier.alpnProtocol === 'h2';
  tunnels += 1;
  const proxyOptions = {
    url: `${proxy.secure ? 'https' : 'http'}://${bracketed(proxy.host)}:${proxy.port}`,
    // With `raw: true` the library would perform the TLS handshake itself.
    raw: false,
    headers: proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization },
    createConnection: () => carrier,
    // Makes the library's session key unique, since each carrier belongs to one tunnel.
    ...(speaksHttp2 && { path: `tunnel-${tunnels}` }),
  };
  if (speaksHttp2) return new Http2OverHttp2({ proxyOptions });
  return proxy.secure ? new Http2OverHttps({ proxyOptions }) : new Http2OverHttp({ proxyOptions });
}

/** Works around the library, which waits forever for an HTTP/2 proxy that closes before its SETTINGS or its answer. */
function watchForClose(carrier: Socket): { readonly rejection: Promise<never>; readonly stop: () => void } {
  let onClose: () => void = () => undefined;
  const rejection = new Promise<never>((_resolve, reject) => {
    onClose = () => reject(new Error('the proxy closed the connection'));
    carrier.once('close', onClose);
  });
  rejection.catch(() => undefined);
  return { rejection, stop: () => carrier.off('close', onClose) };
}

/** Extracts the status line, such as `407 Proxy Authentication Required`, from an error of the library. */
function refusalIn(error: unknown): Error | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const words = /\((.*)\)$/.exec(error.message)?.[1] ?? '';
  const status = String(error.statusCode);
  return new Error(words === '' || words === 'empty status message' ? status : `${status} ${words}`, {
    cause: error,
  });
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
