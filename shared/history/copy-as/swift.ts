import { type CodeRequest, codeRequestOf, type CopySource } from './code-request.js';
import { swiftString } from './string-literal.js';

/** The push types that APNSwift 6 supports. */
const PUSH_TYPES: readonly string[] = [
  'alert',
  'background',
  'complication',
  'fileprovider',
  'liveactivity',
  'location',
  'mdm',
  'pushtotalk',
  'voip',
  'widgets',
];

/**
 * Writes a push as a Swift program with APNSwift 6.
 *
 * @returns `null` for what the library does not support: broadcasts, and some push types.
 * @see https://github.com/swift-server-community/APNSwift
 */
export function toSwift(source: CopySource): string | null {
  const { target, headers, payload } = source.push;
  const pushType = headers.pushType ?? 'alert';
  if (target.kind === 'channel' || !PUSH_TYPES.includes(pushType)) return null;
  const request = codeRequestOf(source);
  const optional = (value: string | number | undefined): string =>
    value === undefined ? 'nil' : swiftString(String(value));
  const custom = headers.custom ?? [];
  return `// .package(url: "https://github.com/swift-server-community/APNSwift.git", from: "6.0.0")
import APNS
import APNSCore
import Crypto
import Foundation
${request.auth.kind === 'identity' ? 'import NIOSSL\n' : ''}
let payload = ${swiftString(payload)}

let client = APNSClient(
    configuration: .init(
        authenticationMethod: ${authentication(request)},
        environment: ${environment(source, request)}
    ),
    eventLoopGroupProvider: .createNew,
    responseDecoder: JSONDecoder(),
    requestEncoder: JSONEncoder()
)
${
  custom.length === 0
    ? ''
    : `// APNSwift sends no headers of your own: ${custom.map(({ name }) => name).join(', ')}\n`
}let response = try await client.send(
    APNSRequest(
        message: try JSONDecoder().decode(Message.self, from: Data(payload.utf8)),
        deviceToken: ${swiftString(request.path.replace('/3/device/', ''))},
        pushType: .${pushType},
        expiration: ${expiration(headers.expiration)},
        priority: ${priority(headers.priority)},
        apnsID: ${headers.id === undefined ? 'nil' : `UUID(uuidString: ${swiftString(headers.id)})`},
        topic: ${optional(headers.topic)},
        collapseID: ${optional(headers.collapseId)}
    )
)
print(response.apnsID as Any)
try await client.shutdown()

/// Any JSON, sent on as it is.
indirect enum Message: APNSMessage, Decodable {
    case object([String: Message]), array([Message]), string(String), integer(Int), number(Double), bool(Bool), null

    init(from decoder: Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() { self = .null }
        else if let bool = try? value.decode(Bool.self) { self = .bool(bool) }
        else if let integer = try? value.decode(Int.self) { self = .integer(integer) }
        else if let number = try? value.decode(Double.self) { self = .number(number) }
        else if let string = try? value.decode(String.self) { self = .string(string) }
        else if let array = try? value.decode([Message].self) { self = .array(array) }
        else { self = .object(try value.decode([String: Message].self)) }
    }

    func encode(to encoder: Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .object(let object): try value.encode(object)
        case .array(let array): try value.encode(array)
        case .string(let string): try value.encode(string)
        case .integer(let integer): try value.encode(integer)
        case .number(let number): try value.encode(number)
        case .bool(let bool): try value.encode(bool)
        case .null: try value.encodeNil()
        }
    }
}
`;
}

function authentication({ auth }: CodeRequest): string {
  if (auth.kind === 'identity') {
    return `.tls(
            privateKey: .file(${swiftString(auth.keyFile)}),
            certificateChain: try NIOSSLCertificate.fromPEMFile(${swiftString(auth.certificateFile)}).map { .certificate($0) }
        )`;
  }
  const { keyId, teamId, keyFile } =
    auth.kind === 'apns-key' ? auth : { keyId: 'KEY_ID', teamId: 'TEAM_ID', keyFile: 'AuthKey_KEY_ID.p8' };
  return `.jwt(
            privateKey: try .init(pemRepresentation: String(contentsOfFile: ${swiftString(keyFile)}, encoding: .utf8)),
            keyIdentifier: ${swiftString(keyId)},
            teamIdentifier: ${swiftString(teamId)}
        )`;
}

function environment({ push }: CopySource, { origin }: CodeRequest): string {
  const { kind } = push.environment;
  const usual = !/:\d+$/.test(origin);
  if (kind === 'production' && usual) return '.production';
  if (kind === 'sandbox' && usual) return '.development';
  const port = /:(\d+)$/.exec(origin)?.[1] ?? '443';
  return `.custom(url: ${swiftString(origin.replace(/:\d+$/, ''))}, port: ${port})`;
}

function expiration(unixS: number | undefined): string {
  if (unixS === undefined) return 'nil';
  return unixS === 0 ? '.immediately' : `.timeIntervalSince1970InSeconds(${Math.trunc(unixS)})`;
}

function priority(value: number | undefined): string {
  if (value === undefined) return 'nil';
  // The library has no other priorities.
  return value === 10 ? '.immediately' : '.consideringDevicePower';
}
