import type { RequestFields } from './request-fields.js';

/** Receives the body of a request. */
export interface RequestReceiver {
  /** @param part - In a buffer that is reused, so it must be copied to be kept. */
  onData(part: Buffer, isLast: boolean): void;
  /** The client has reset the request, or its connection was closed. */
  onClose(): void;
}

/** The header fields of an answer, without `:status`. */
export type AnswerFields = readonly (readonly [name: string, value: string])[];

/** What a stream needs from its session. */
interface StreamOwner {
  answer(stream: ServerStream, status: number, fields: AnswerFields, body: string): void;
  reset(stream: ServerStream, errorCode: number): void;
}

/** One request and its answer. */
export class ServerStream {
  readonly id: number;
  /** Alternating names and values, as received. */
  readonly rawHeaders: readonly string[];
  /** Unit: bytes. */
  readonly headerBytes: number;
  /** The value of `content-length`; `null` without one. Unit: bytes. */
  readonly contentLength: number | null;
  /** Length of the body received so far. Unit: bytes. */
  bodyBytes = 0;
  /** True once the request is complete. */
  isComplete = false;
  /** True once the stream was answered completely, or reset. */
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
   * Answers the request, once; ignored for a closed stream. An incomplete request is told to stop.
   *
   * @param body - Empty for no body.
   */
  respond(status: number, fields: AnswerFields, body: string): void {
    this.#owner.answer(this, status, fields, body);
  }

  /** Resets the stream with RST_STREAM. */
  reset(errorCode: number): void {
    this.#owner.reset(this, errorCode);
  }
}
