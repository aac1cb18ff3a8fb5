import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { PayloadForm } from '../../../../../renderer/features/payload/form/payload-form.js';
import { renderInWindow } from '../../../support/render-window.js';

let text = '';

function Form(props: { readonly payload: string; readonly pushType: string }) {
  const [payload, setPayload] = useState(props.payload);
  text = payload;
  return (
    <PayloadForm
      payload={payload}
      pushType={props.pushType}
      onChange={setPayload}
      onShowJson={() => setPayload('shown')}
    />
  );
}

const type = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};

describe('the form', () => {
  it('writes only what was changed, in the spelling that was there', async () => {
    await renderInWindow(
      <Form payload={'{"own" : 1.50, "aps": {"alert": {"title": "Hi"}}}'} pushType="alert" />,
    );
    type('Title', 'Ho');
    type('Thread', 'orders');
    expect(text).toBe('{"own" : 1.50, "aps": {"alert": {"title": "Ho"}, "thread-id": "orders"}}');
  });

  it('takes the key out when its field is emptied', async () => {
    await renderInWindow(<Form payload={'{"aps":{"badge":3,"category":"A"}}'} pushType="alert" />);
    type('Category', '');
    expect(text).toBe('{"aps":{"badge":3}}');
  });

  it('keeps half-written JSON in its field and out of the payload', async () => {
    await renderInWindow(<Form payload={'{"aps":{"content-state":{"a":1}}}'} pushType="liveactivity" />);
    type('Content state', '{"a":');
    expect(text).toBe('{"aps":{"content-state":{"a":1}}}');
    expect(screen.getByText(/Not valid JSON yet/)).toBeTruthy();
    type('Content state', '{"a": 2.0}');
    expect(text).toBe('{"aps":{"content-state":{"a": 2.0}}}');
  });

  it('shows the fields of a Live Activity only where they belong', async () => {
    await renderInWindow(<Form payload={'{"aps":{}}'} pushType="alert" />);
    expect(screen.queryByLabelText('Content state')).toBeNull();
    expect(screen.getByLabelText('Badge')).toBeTruthy();
  });

  it('leaves a text that is no JSON to the JSON view', async () => {
    await renderInWindow(<Form payload={'{"aps":'} pushType="alert" />);
    expect(screen.queryByLabelText('Title')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show JSON' }));
    expect(text).toBe('shown');
  });

  it('speaks Chinese as well', async () => {
    await renderInWindow(<Form payload={'{}'} pushType="alert" />, { language: 'zh' });
    expect(screen.getByLabelText('标题')).toBeTruthy();
  });
});
