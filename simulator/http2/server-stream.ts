import type { RequestFields } from './request-fields.js';

/** Gets the body of a request. */
export interface RequestReceiver {
  /** @param part - In a buffer that is used again: what is to be kept must be copied. */
  onData(part: Buffer, isLast: boolean): void;
  /** The client has given the request up, or its connection has ended. */
  onClose(): void;
}

/** The header fields of an answer, without `:status`. */
export type AnswerFields = readonly (readonly [name: string, value: string])[];

/** What a stream needs of its session. */
interface StreamOwner {
  answer(stream: ServerStream, status: number, fields: AnswerFields, body: string): void;
  reset(stream: ServerStream, errorCode: number): void;
}

/** One request and, some time, its answer. */
export class ServerStream {
  readonly id: number;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** Unit: bytes. */
  readonly headerBytes: number;
  /** What its headers promise of its body; `null` where they do not. Unit: bytes. */
  readonly contentLength: number | null;
  /** What has come of its body. Unit: bytes. */
  bodyBytes = 0;
  /** The request has come as a whole. */
  isComplete = false;
  /** Answered to the last byte, or ended before. */
  isClosed = false;
  receiver: RequestReceiver | null = null;
  sendWindow: number;
  rest: Buffer | null = null;
  readonly #owner: StreamOwner;

  constructor(
    id: number,
    owner: StreamOwner,
    { raw, bytes, contentLength }: RequestFields,
    sendWindow: number,
  ) {
    this.id = id;
    this.#owner = owner;
    this.rawHeaders = raw;
    this.headerBytes = bytes;
    this.contentLength = contentLength;
    this.sendWindow = sendWindow;
  }

  /**
   * Answers, once; a stream that is closed needs no answer. A request that has not come as a whole is asked to end.
   *
   * @param body - Empty: there is none.
   */
  respond(status: number, fields: AnswerFields, body: string): void {
    this.#owner.answer(this, status, fields, body);
  }

  /** Ends it with RST_STREAM and no word more. */
  reset(errorCode: number): void {
    this.#owner.reset(this, errorCode);
  }
}
