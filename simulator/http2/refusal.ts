import { ERROR_CODE, errorCodeName } from '#core/http2/http2-error';
import type { LocalizedText } from '#shared/text/localized-text';

/** Why a request is reset as malformed HTTP/2, before any check. */
export interface Refusal {
  readonly errorCode: number;
  readonly because: LocalizedText;
}

/** @param problem - What is wrong, as a sentence. */
export function malformed(problem: LocalizedText): Refusal {
  return refusal(ERROR_CODE.protocolError, problem);
}

/** @param limit - The limit that the client has acknowledged. */
export function tooManyStreams(limit: number): Refusal {
  return refusal(ERROR_CODE.refusedStream, {
    en: `The client may open ${limit} streams at a time on this connection, and this was one more.`,
    zh: `客户端在此连接上最多同时处理 ${limit} 条请求，这一条超出了。`,
  });
}

/** Unit of both: bytes, as SETTINGS_MAX_HEADER_LIST_SIZE counts. */
export function headersTooLarge(bytes: number, limitBytes: number): Refusal {
  return refusal(ERROR_CODE.enhanceYourCalm, {
    en: `The headers have ${bytes} bytes; SETTINGS allow ${limitBytes}.`,
    zh: `标头占 ${bytes} 字节，而 SETTINGS 允许 ${limitBytes} 字节。`,
  });
}

export function otherLength(promisedBytes: number): Refusal {
  return malformed({
    en: `content-length is ${promisedBytes} bytes, but the body has a different length.`,
    zh: `content-length 声明为 ${promisedBytes} 字节，而正文长度与此不符。`,
  });
}

function refusal(errorCode: number, { en, zh }: LocalizedText): Refusal {
  const code = errorCodeName(errorCode);
  return {
    errorCode,
    because: { en: `${en} The stream was reset with ${code}.`, zh: `${zh}该流已以 ${code} 重置。` },
  };
}
