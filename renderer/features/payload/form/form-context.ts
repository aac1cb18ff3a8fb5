import { createContext, useContext } from 'react';
import { type PayloadReading, readPayload } from './payload-edits.js';

export interface PayloadForm {
  readonly reading: PayloadReading;
  readonly pushType: string;
  /** Takes the whole new text; every edit is one. */
  readonly onChange: (text: string) => void;
}

/** What every field of the form reads and writes. */
export const PayloadFormContext = createContext<PayloadForm>({
  reading: readPayload(''),
  pushType: '',
  onChange: () => undefined,
});

export function usePayloadForm(): PayloadForm {
  return useContext(PayloadFormContext);
}
