import type { CodeRequest } from './code-request.js';
import { quoted } from './string-literal.js';

/** Writes a push as a program for Java 17 or later, without dependencies. */
export function toJava(request: CodeRequest): string {
  const { auth, caFile, headers, origin, path, payload } = request;
  const tls = caFile !== null || auth.kind === 'identity';
  const imports = [
    'java.net.URI',
    'java.net.http.HttpClient',
    'java.net.http.HttpRequest',
    'java.net.http.HttpResponse',
    ...(auth.kind === 'apns-key'
      ? [
          'java.nio.charset.StandardCharsets',
          'java.nio.file.Files',
          'java.nio.file.Path',
          'java.security.KeyFactory',
          'java.security.Signature',
          'java.security.spec.PKCS8EncodedKeySpec',
          'java.util.Base64',
        ]
      : []),
    ...(tls
      ? [
          'java.nio.file.Files',
          'java.nio.file.Path',
          'java.security.KeyStore',
          'java.security.cert.CertificateFactory',
          'javax.net.ssl.KeyManager',
          'javax.net.ssl.KeyManagerFactory',
          'javax.net.ssl.SSLContext',
          'javax.net.ssl.TrustManager',
          'javax.net.ssl.TrustManagerFactory',
        ]
      : []),
  ];
  const fields = [
    ...(auth.kind === 'apns-key' ? ['.header("authorization", "bearer " + providerToken())'] : []),
    ...headers.map(({ name, value }) => `.header(${quoted(name)}, ${quoted(value)})`),
  ];
  return `${[...new Set(imports)]
    .sort()
    .map((name) => `import ${name};`)
    .join('\n')}

public class SendPush {
    public static void main(String[] arguments) throws Exception {
        String payload = ${quoted(payload)};
        HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)${tls ? '\n            .sslContext(tls())' : ''}
            .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(${quoted(origin + path)}))
            ${fields.join('\n            ')}
            .POST(HttpRequest.BodyPublishers.ofString(payload))
            .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.headers().firstValue("apns-id").orElse("") + " " + answer.body());
    }
${auth.kind === 'apns-key' ? providerToken(auth) : ''}${tls ? tlsContext(request) : ''}}
`;
}

function providerToken(auth: CodeRequest['auth'] & { readonly kind: 'apns-key' }): string {
  return `
    /** Reuse it for 20 to 60 minutes: APNs rejects a new one for every push. */
    static String providerToken() throws Exception {
        String pem = Files.readString(Path.of(${quoted(auth.keyFile)}));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
        long now = System.currentTimeMillis() / 1000;
        String header = "{\\"alg\\":\\"ES256\\",\\"kid\\":\\"" + ${quoted(auth.keyId)} + "\\"}";
        String claims = "{\\"iss\\":\\"" + ${quoted(auth.teamId)} + "\\",\\"iat\\":" + now + "}";
        String input = encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        signer.update(input.getBytes(StandardCharsets.UTF_8));
        return input + "." + encode(signer.sign());
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
`;
}

function tlsContext({ auth, caFile }: CodeRequest): string {
  const trust =
    caFile === null
      ? '        TrustManager[] trust = null;'
      : `        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (var file = Files.newInputStream(Path.of(${quoted(caFile)}))) {
            authorities.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trustFactory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustFactory.init(authorities);
        TrustManager[] trust = trustFactory.getTrustManagers();`;
  // Java reads identities only from PKCS #12; the password comes from the environment, not the source code.
  const identity =
    auth.kind !== 'identity'
      ? '        KeyManager[] identity = null;'
      : `        // pushdeck pair --cert ${auth.certificateFile} --key ${auth.keyFile} --out identity.p12 --out-password-env P12_PASSWORD
        char[] password = System.getenv("P12_PASSWORD").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var file = Files.newInputStream(Path.of("identity.p12"))) {
            store.load(file, password);
        }
        KeyManagerFactory keyFactory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyFactory.init(store, password);
        KeyManager[] identity = keyFactory.getKeyManagers();`;
  return `
    static SSLContext tls() throws Exception {
${trust}
${identity}
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity, trust, null);
        return context;
    }
`;
}
