// @ts-check
/** Sends a list with `@parse/node-apn`: `node node-apn-list.mjs ORIGIN CA KEY LIST`. Keeps nothing of it. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import apn from '@parse/node-apn';

/** As many requests at once as APNs takes on a connection. */
const STREAMS = 1000;
const [origin = '', ca = '', key = '', list = ''] = process.argv.slice(2);
const { hostname, port } = new URL(origin);
const provider = new apn.Provider({
  token: { key, keyId: 'ABC123DEFG', teamId: 'TEAM123456' },
  address: hostname,
  port: Number(port),
  ca: [ca],
  requestTimeout: 60_000,
});
const note = new apn.Notification();
note.topic = 'com.example.pushdeck';
note.pushType = 'alert';
note.alert = 'Hello to everybody';

const tokens = createInterface({ input: createReadStream(list) })[Symbol.asyncIterator]();
await Promise.all(
  Array.from({ length: STREAMS }, async () => {
    for (let next = await tokens.next(); next.done !== true; next = await tokens.next()) {
      const { failed } = await provider.send(note, next.value);
      if (failed.length > 0) throw new Error(JSON.stringify(failed[0]));
    }
  }),
);
await provider.shutdown();
