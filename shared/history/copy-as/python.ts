import type { CodeRequest } from './code-request.js';
import { pythonString } from './string-literal.js';

/** Writes a push as a Python program with HTTPX (`pip install 'httpx[http2]' 'pyjwt[crypto]'`). */
export function toPython(request: CodeRequest): string {
  const { auth, caFile, headers, origin, path, payload } = request;
  const token = auth.kind === 'apns-key';
  const fields = [
    ...(token ? ['("authorization", f"bearer {provider_token}")'] : []),
    ...headers.map(({ name, value }) => `(${pythonString(name)}, ${pythonString(value)})`),
  ];
  return `# pip install 'httpx[http2]'${token ? " 'pyjwt[crypto]'" : ''}
import ssl
${token ? 'import time\n' : ''}
import httpx
${
  token
    ? `import jwt

# Keep one for 20 to 60 minutes: APNs refuses a new one for every push.
with open(${pythonString(auth.keyFile)}) as key:
    provider_token = jwt.encode(
        {"iss": ${pythonString(auth.teamId)}, "iat": int(time.time())},
        key.read(),
        algorithm="ES256",
        headers={"kid": ${pythonString(auth.keyId)}},
    )
`
    : ''
}
payload = ${pythonString(payload)}
headers = [
    ${fields.join(',\n    ')},
]
context = ssl.create_default_context(${caFile === null ? '' : `cafile=${pythonString(caFile)}`})
${
  auth.kind === 'identity'
    ? `context.load_cert_chain(${pythonString(auth.certificateFile)}, ${pythonString(auth.keyFile)})\n`
    : ''
}with httpx.Client(http1=False, http2=True, verify=context) as client:
    answer = client.post(
        ${pythonString(origin + path)},
        headers=headers,
        content=payload.encode("utf-8"),
    )
    print(answer.status_code, answer.headers.get("apns-id"), answer.text)
`;
}
