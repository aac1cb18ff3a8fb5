import type { ComposeFields } from '../../state/compose-document.js';

/** What is set among the optional headers, as they are named on the wire: short enough for one line. */
export function summarizeHeaders(document: ComposeFields): readonly string[] {
  const { expiration } = document;
  return [
    ...(document.priority === null ? [] : [`apns-priority ${document.priority}`]),
    ...(expiration.kind === 'unset' ? [] : [`apns-expiration ${describeExpiration(expiration)}`]),
    ...(document.collapseId === '' ? [] : [`apns-collapse-id ${document.collapseId}`]),
    ...(document.apnsId === '' ? [] : ['apns-id']),
    ...document.customHeaders.map(({ name }) => name).filter((name) => name !== ''),
  ];
}

function describeExpiration(expiration: Exclude<ComposeFields['expiration'], { kind: 'unset' }>): string {
  switch (expiration.kind) {
    case 'once':
      return '0';
    case 'after':
      return `+${expiration.seconds} s`;
    case 'at':
      return String(expiration.unixS);
  }
}
