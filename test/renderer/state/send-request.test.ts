import { describe, expect, it } from 'vitest';
import { type ComposeDocument, firstDocument } from '../../../renderer/state/compose-document.js';
import { BATCH_FROM, sendRequestOf } from '../../../renderer/state/send-request.js';

const world = { nowMs: 1_700_000_000_000, uuid: () => 'an-id' };

function composed(targets: number, changes: Partial<ComposeDocument> = {}): ComposeDocument {
  return {
    ...firstDocument({ token: 'aa', device: 'iPhone', topic: 'com.example.app', credentialId: 'key' }),
    targets: Array.from({ length: targets }, (_, index) => ({
      token: index.toString(16).padStart(64, '0'),
      name: index === 0 ? 'iPhone of Ada' : null,
    })),
    ...changes,
  };
}

describe('what Send comes to', () => {
  it('is single pushes for a few devices', () => {
    const order = sendRequestOf(composed(BATCH_FROM - 1), world);
    expect(order.kind === 'pushes' && order.pushes).toHaveLength(BATCH_FROM - 1);
  });

  it('is one batch for more, with the payload as a template', () => {
    const document = composed(BATCH_FROM, {
      payload: '{"aps":{"alert":"{{shop}} greets {{device}}"}}',
      variables: { shop: 'Example' },
      expiration: { kind: 'after', seconds: 60 },
    });
    expect(sendRequestOf(document, world)).toMatchObject({
      kind: 'batch',
      order: {
        push: {
          environment: { kind: 'simulator' },
          credentialId: 'key',
          headers: { topic: 'com.example.app', pushType: 'alert', expiration: 1_700_000_060 },
          payload: document.payload,
        },
        variables: { shop: 'Example' },
      },
    });
  });

  it('names saved devices in a batch', () => {
    const order = sendRequestOf(composed(BATCH_FROM), world);
    const targets = order.kind === 'batch' ? order.order.targets : [];
    expect(targets[0]).toEqual({ token: '0'.repeat(64), name: 'iPhone of Ada' });
    expect(targets[1]).not.toHaveProperty('name');
  });

  it('fills variables of headers in, for a few devices as for many', () => {
    const order = sendRequestOf(composed(1, { collapseId: 'order-{{n}}', variables: { n: '7' } }), world);
    expect(order.kind === 'pushes' && order.pushes[0]?.headers.collapseId).toBe('order-7');
    expect(() => sendRequestOf(composed(1, { collapseId: '{{nobody}}' }), world)).toThrow(/nobody/);
  });
});
