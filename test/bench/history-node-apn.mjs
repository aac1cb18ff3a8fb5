// @ts-check
/** Sends a list with `@parse/node-apn`, for the bench of what the history costs: `URL LIST CA KEY`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [url = '', list = '', ca = '', key = ''] = process.argv.slice(2);
const apn = createRequire(import.meta.url)('@parse/node-apn');
const { hostname, port } = new URL(url);
const provider = new apn.Provider({
  token: { key, keyId: 'ABC123DEFG', teamId: 'TEAM123456' },
  address: hostname,
  port: Number(port),
  ca: [ca],
  requestTimeout: 60_000,
});
const note = new apn.Notification();
note.topic = 'com.example.app';
note.pushType = 'alert';
note.alert = 'x'.repeat(170);
const tokens = readFileSync(list, 'utf8').split('\n');
let next = 0;
/** As many at once as APNs allows on one connection. */
await Promise.all(
  Array.from({ length: 1000 }, async () => {
    while (next < tokens.length) {
      const { failed } = await provider.send(note, tokens[next++]);
      if (failed.length > 0) throw new Error(JSON.stringify(failed[0]));
    }
  }),
);
await provider.shutdown();
