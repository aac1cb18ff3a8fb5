import { countAttempts, type Delivery, type HeaderField, topicOfPush } from '../apns/push.js';
import type { Language } from '../text/localized-text.js';
import { deliveryRecord, timingsRecord, toTenths } from './delivery-record.js';

/** The export formats of the history. */
export const EXPORT_FORMATS = ['csv', 'ndjson', 'har'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const COLUMNS: readonly {
  readonly name: string;
  readonly value: (delivery: Delivery, language: Language) => string | number | null | undefined;
}[] = [
  { name: 'time', value: ({ atMs }) => new Date(atMs).toISOString() },
  { name: 'outcome', value: ({ outcome }) => outcome },
  { name: 'status', value: ({ status }) => status },
  { name: 'reason', value: ({ reason }) => reason },
  {
    name: 'explanation',
    value: ({ explanation, failure }, language) => explanation?.cause[language] ?? failure?.message[language],
  },
  { name: 'environment', value: ({ push }) => push.environment.kind },
  { name: 'topic', value: ({ push }) => topicOfPush(push) },
  { name: 'push_type', value: ({ push }) => push.headers.pushType },
  { name: 'priority', value: ({ push }) => push.headers.priority },
  { name: 'device', value: ({ push }) => (push.target.kind === 'device' ? push.target.name : null) },
  {
    name: 'token',
    value: ({ push }) => (push.target.kind === 'device' ? push.target.token : push.target.channelId),
  },
  { name: 'credential', value: ({ credentialName }) => credentialName },
  { name: 'preset', value: ({ presetName }) => presetName },
  { name: 'batch', value: ({ batchId }) => batchId },
  { name: 'apns_id', value: ({ apnsId }) => apnsId },
  { name: 'apns_unique_id', value: ({ apnsUniqueId }) => apnsUniqueId },
  {
    name: 'unregistered_since',
    value: ({ timestampMs }) => (timestampMs === null ? null : new Date(timestampMs).toISOString()),
  },
  { name: 'attempts', value: ({ attempts }) => countAttempts(attempts).attempts },
  { name: 'queue_ms', value: ({ timings }) => timingsRecord(timings).queueMs },
  { name: 'connect_ms', value: ({ timings }) => timingsRecord(timings).connectMs },
  { name: 'response_ms', value: ({ timings }) => timingsRecord(timings).responseMs },
  { name: 'total_ms', value: ({ timings }) => toTenths(timings.totalMs) },
  { name: 'resent', value: ({ attempts }) => countAttempts(attempts).resent },
  { name: 'payload', value: ({ push }) => push.payload },
];

/** The first line of a CSV export. */
export const CSV_HEADER = csvLine(COLUMNS.map(({ name }) => name));

/** Formats a delivery as a line of CSV, including the line end (RFC 4180). */
export function csvRow(delivery: Delivery, language: Language = 'en'): string {
  return csvLine(COLUMNS.map(({ value }) => value(delivery, language)));
}

/** Formats a delivery as a line of NDJSON, including the line end. */
export function ndjsonRow(delivery: Delivery, language: Language = 'en'): string {
  return `${JSON.stringify(deliveryRecord(delivery, language))}\n`;
}

/**
 * The beginning of a HAR file. Entries follow, separated by commas, then {@link HAR_TAIL}: streaming keeps memory
 * constant.
 */
export function harHead(version: string): string {
  const creator = JSON.stringify({ name: 'Pushdeck', version });
  return `{"log":{"version":"1.2","creator":${creator},"entries":[\n`;
}
export const HAR_TAIL = '\n]}}\n';

/**
 * Formats a delivery as an entry of an HTTP archive, which developer tools and proxies can open.
 *
 * @see https://w3c.github.io/web-performance/specs/HAR/Overview.html
 */
export function harEntry(delivery: Delivery): string {
  const { push, request, timings, status } = delivery;
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const ms = (value: number | null): number => (value === null ? -1 : toTenths(value));
  const connect = [timings.tcpMs, timings.proxyMs, timings.tlsMs].filter((step) => step !== null);
  return JSON.stringify({
    startedDateTime: new Date(delivery.atMs).toISOString(),
    time: toTenths(timings.totalMs),
    request: {
      method: request.method,
      url: request.origin + request.path,
      httpVersion: 'HTTP/2.0',
      headers: pairs(request.headers),
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: bytes(push.payload),
      postData: { mimeType: 'application/json', text: push.payload },
    },
    response: {
      status: status ?? 0,
      statusText: delivery.reason ?? '',
      httpVersion: 'HTTP/2.0',
      headers: pairs(delivery.responseHeaders),
      cookies: [],
      content: {
        size: bytes(delivery.responseBody),
        mimeType: 'application/json',
        text: delivery.responseBody,
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: bytes(delivery.responseBody),
      ...(delivery.failure !== null && { _error: delivery.failure.message.en }),
    },
    cache: {},
    timings: {
      blocked: toTenths(timings.queueMs),
      dns: ms(timings.dnsMs),
      connect: connect.length === 0 ? -1 : toTenths(connect.reduce((sum, step) => sum + step, 0)),
      ssl: ms(timings.tlsMs),
      send: 0,
      wait: toTenths(timings.responseMs ?? 0),
      receive: 0,
    },
    ...(delivery.connectionId !== null && { connection: delivery.connectionId }),
    _pushdeck: {
      id: delivery.id,
      outcome: delivery.outcome,
      environment: push.environment.kind,
      device: push.target.kind === 'device' ? (push.target.name ?? null) : null,
      preset: delivery.presetName,
      batch: delivery.batchId,
      ...countAttempts(delivery.attempts),
    },
  });
}

export interface ExportOptions {
  /** Of Pushdeck. */
  readonly version: string;
  /** Of explanations and errors; English by default. */
  readonly language?: Language;
}

/** Exports deliveries as one string, for amounts that fit into memory. */
export function exportDeliveries(
  deliveries: readonly Delivery[],
  format: ExportFormat,
  options: ExportOptions,
): string {
  return [...exportPieces(deliveries, format, options)].join('');
}

/** A write costs more than what it carries while that is short. Unit: characters. */
const PIECE = 64 * 1024;

/** The same in pieces of at least 64 Ki characters, the last one excepted; each holds no more than it needs. */
export function* exportPieces(
  deliveries: Iterable<Delivery>,
  format: ExportFormat,
  options: ExportOptions,
): Generator<string> {
  let piece = '';
  for (const part of exportParts(deliveries, format, options)) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function* exportParts(
  deliveries: Iterable<Delivery>,
  format: ExportFormat,
  { version, language }: ExportOptions,
): Generator<string> {
  if (format === 'csv') yield CSV_HEADER;
  if (format === 'har') yield harHead(version);
  let separator = '';
  for (const delivery of deliveries) {
    if (format === 'csv') yield csvRow(delivery, language);
    else if (format === 'ndjson') yield ndjsonRow(delivery, language);
    else yield separator + harEntry(delivery);
    separator = ',\n';
  }
  if (format === 'har') yield HAR_TAIL;
}

function pairs(headers: readonly HeaderField[]): readonly HeaderField[] {
  return headers.map(({ name, value }) => ({ name, value }));
}

function csvLine(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  // Spreadsheets would evaluate it as a formula (https://owasp.org/www-community/attacks/CSV_Injection).
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
