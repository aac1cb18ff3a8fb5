import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Agent } from 'http2-wrapper';
import type { Proxy } from './proxy.js';

/** What a proxy that speaks TLS is offered; it chooses, and {@link openTunnel} follows. */
export const PROXY_PROTOCOLS = ['h2', 'http/1.1'];

let tunnels = 0;

/**
 * Asks a proxy for a tunnel with CONNECT (RFC 9110 §9.3.6; RFC 9113 §8.5 for a proxy that speaks HTTP/2).
 *
 * `http2-wrapper` sends the request. It gets a connection that is open already, so that the caller times DNS,
 * TCP and TLS to the proxy itself, and no user name in the address, since it would send the password still
 * percent-encoded, and a second time as `authorization`.
 *
 * @param carrier - The connection to the proxy, with an error listener of its own.
 * @param to - Where the tunnel leads.
 * @returns the tunnel as a socket, on which the caller does TLS. Destroying it closes `carrier`.
 * @throws an Error with the status and words of a proxy that refuses, or the error that ended `carrier`.
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
    // An HTTP/2 proxy's connection would outlive its one stream, waiting for more.
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
  // Loaded here, since it takes longer than all that a direct connection needs.
  const { default: http2Wrapper } = await import('http2-wrapper');
  const { Http2OverHttp, Http2OverHttps, Http2OverHttp2 } = http2Wrapper.proxies;
  const speaksHttp2 = carrier instanceof TLSSocket && carrier.alpnProtocol === 'h2';
  tunnels += 1;
  const proxyOptions = {
    url: `${proxy.secure ? 'https' : 'http'}://${bracketed(proxy.host)}:${proxy.port}`,
    // With `raw: true` the library would do TLS itself.
    raw: false,
    headers: proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization },
    createConnection: () => carrier,
    // Part of the key under which the library keeps HTTP/2 sessions: each carrier belongs to one tunnel.
    ...(speaksHttp2 && { path: `tunnel-${tunnels}` }),
  };
  if (speaksHttp2) return new Http2OverHttp2({ proxyOptions });
  return proxy.secure ? new Http2OverHttps({ proxyOptions }) : new Http2OverHttp({ proxyOptions });
}

/** The library waits for ever for an HTTP/2 proxy that hangs up before its SETTINGS or its answer. */
function watchForClose(carrier: Socket): { readonly rejection: Promise<never>; readonly stop: () => void } {
  let onClose: () => void = () => undefined;
  const rejection = new Promise<never>((_resolve, reject) => {
    onClose = () => reject(new Error('the proxy closed the connection'));
    carrier.once('close', onClose);
  });
  rejection.catch(() => undefined);
  return { rejection, stop: () => carrier.off('close', onClose) };
}

/** `407 Proxy Authentication Required` of the library's error, which has the status as a field. */
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
