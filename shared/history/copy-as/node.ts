import { payloadToFile } from '../../workspace/payload-in-file.js';
import type { CodeRequest } from './code-request.js';
import { quoted } from './string-literal.js';

/** Writes a push as a program for Node 18 or later, without dependencies. */
export function toNode(request: CodeRequest): string {
  const { auth, caFile, headers, origin, path, payload } = request;
  const imports = ["import { connect } from 'node:http2';"];
  if (auth.kind === 'apns-key') imports.push("import { sign } from 'node:crypto';");
  if (auth.kind !== 'none' || caFile !== null) imports.push("import { readFileSync } from 'node:fs';");
  const options = [
    ...(caFile === null ? [] : [`ca: readFileSync(${quoted(caFile)})`]),
    ...(auth.kind === 'identity'
      ? [`cert: readFileSync(${quoted(auth.certificateFile)})`, `key: readFileSync(${quoted(auth.keyFile)})`]
      : []),
  ];
  const fields = [
    `':method': 'POST'`,
    `':path': ${quoted(path)}`,
    ...(auth.kind === 'apns-key' ? ['authorization: `bearer ${providerToken()}`'] : []),
    ...headers.map(({ name, value }) => `${quoted(name)}: ${quoted(value)}`),
  ];
  return `${imports.join('\n')}

const payload = ${payloadExpression(payload)};
${auth.kind === 'apns-key' ? providerToken(auth) : ''}
const session = connect(${quoted(origin)}${options.length === 0 ? '' : `, {\n  ${options.join(',\n  ')},\n}`});
const request = session.request({
  ${fields.join(',\n  ')},
});
request.setEncoding('utf8');
let body = '';
request.on('response', (answer) => console.log(answer[':status'], answer['apns-id']));
request.on('data', (part) => (body += part));
request.on('end', () => {
  if (body !== '') console.log(body);
  session.close();
});
request.end(payload);
`;
}

function providerToken(auth: CodeRequest['auth'] & { readonly kind: 'apns-key' }): string {
  return `
/** Reuse it for 20 to 60 minutes: APNs rejects a new one for every push. */
function providerToken() {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const header = encode({ alg: 'ES256', kid: ${quoted(auth.keyId)} });
  const claims = encode({ iss: ${quoted(auth.teamId)}, iat: Math.floor(Date.now() / 1000) });
  const key = { key: readFileSync(${quoted(auth.keyFile)}), dsaEncoding: 'ieee-p1363' };
  const signature = sign('sha256', Buffer.from(\`\${header}.\${claims}\`), key).toString('base64url');
  return \`\${header}.\${claims}.\${signature}\`;
}
`;
}

/** An object literal if it serializes to the same bytes, else a string literal. */
function payloadExpression(text: string): string {
  const file = payloadToFile(text);
  // This key would set the prototype of the object literal.
  if (!('payload' in file) || text.includes('__proto__')) return quoted(text);
  const object = JSON.stringify(file.payload, null, 2);
  if (file.payloadStyle === 'compact') return `JSON.stringify(${object})`;
  return `JSON.stringify(${object}, null, 2)${file.payloadStyle === undefined ? " + '\\n'" : ''}`;
}
