import type { CodeRequest } from './code-request.js';
import { goString, quoted } from './string-literal.js';

/** Writes a push as a Go program with the standard library, and `golang-jwt` for an APNs key. */
export function toGo(request: CodeRequest): string {
  const { auth, caFile, headers, origin, path, payload } = request;
  const token = auth.kind === 'apns-key';
  const tls = caFile !== null || auth.kind === 'identity';
  const imports = [
    ...(caFile === null ? [] : ['crypto/x509']),
    ...(tls ? ['crypto/tls'] : []),
    'fmt',
    'io',
    'log',
    'net/http',
    ...(token || caFile !== null ? ['os'] : []),
    'strings',
    ...(token ? ['time'] : []),
  ].sort();
  return `package main

import (
${imports.map((name) => `\t${quoted(name)}`).join('\n')}
${token ? '\n\t"github.com/golang-jwt/jwt/v5"\n' : ''})

func main() {
	payload := ${goString(payload)}
	request, err := http.NewRequest(http.MethodPost, ${quoted(origin + path)}, strings.NewReader(payload))
	check(err)
${token ? '\trequest.Header.Set("authorization", "bearer "+providerToken())\n' : ''}${headers
    .map(({ name, value }) => `\trequest.Header.Add(${quoted(name)}, ${goString(value)})\n`)
    .join('')}
${transport(request)}
	answer, err := client.Do(request)
	check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	check(err)
	fmt.Println(answer.StatusCode, answer.Header.Get("apns-id"), string(body))
}
${token ? providerToken(auth) : ''}
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
`;
}

function transport({ auth, caFile }: CodeRequest): string {
  if (caFile === null && auth.kind !== 'identity') return '\tclient := http.DefaultClient';
  const lines = ['\tconfig := &tls.Config{}'];
  if (caFile !== null) {
    lines.push(
      `\tauthority, err := os.ReadFile(${quoted(caFile)})`,
      '\tcheck(err)',
      '\tconfig.RootCAs = x509.NewCertPool()',
      '\tconfig.RootCAs.AppendCertsFromPEM(authority)',
    );
  }
  if (auth.kind === 'identity') {
    lines.push(
      `\tidentity, err := tls.LoadX509KeyPair(${quoted(auth.certificateFile)}, ${quoted(auth.keyFile)})`,
      '\tcheck(err)',
      '\tconfig.Certificates = []tls.Certificate{identity}',
    );
  }
  lines.push(
    '\tclient := &http.Client{Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}}',
  );
  return lines.join('\n');
}

function providerToken(auth: CodeRequest['auth'] & { readonly kind: 'apns-key' }): string {
  return `
// providerToken signs a new token; reuse it for 20 to 60 minutes, because APNs rejects a new one for every push.
func providerToken() string {
	file, err := os.ReadFile(${quoted(auth.keyFile)})
	check(err)
	key, err := jwt.ParseECPrivateKeyFromPEM(file)
	check(err)
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": ${quoted(auth.teamId)},
		"iat": time.Now().Unix(),
	})
	token.Header["kid"] = ${quoted(auth.keyId)}
	signed, err := token.SignedString(key)
	check(err)
	return signed
}
`;
}
