import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_URL } from '../../../electron/main/page-address.js';
import { choosePageSource, openPageSource } from '../../../electron/main/page-source.js';
import { protocol } from '../../support/electron-double.js';

describe('where the page comes from', () => {
  const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' };

  it('is what was built, and a server only while developing', () => {
    expect(choosePageSource({ isPackaged: false }, {}, '/out')).toEqual({ folder: '/out' });
    expect(choosePageSource({ isPackaged: false }, env, '/out')).toEqual({
      devServer: 'http://localhost:5173',
    });
  });

  it('is never chosen by the environment of a packaged application', () => {
    expect(choosePageSource({ isPackaged: true }, env, '/out')).toEqual({ folder: '/out' });
  });
});

describe('while developing', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => response.end(`asked for ${request.url ?? ''}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    openPageSource(protocol.asProtocol(), { devServer: `http://127.0.0.1:${port}` });
  });
  afterAll(() => server.close());

  const get = async (url: string) => protocol.handlers.get('app')?.(new Request(url));

  it('the page is asked of the server, under its own address', async () => {
    expect(await (await get(`${PAGE_URL}?a=1`))?.text()).toBe('asked for /index.html?a=1');
  });

  it('a foreign address is not passed on', async () => {
    expect((await get('app://other/index.html'))?.status).toBe(404);
    expect(await (await get('app://pushdeck//evil.example/x'))?.text()).toBe('asked for //evil.example/x');
  });
});
