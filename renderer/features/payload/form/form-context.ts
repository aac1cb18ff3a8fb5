import { createContext, useContext } from 'react';
import { type PayloadReading, readPayload } from './payload-edits.js';

export interface PayloadForm {
  readonly reading: PayloadReading;
  readonly pushType: string;
  /** Receives the whole new text after each edit. */
  readonly onChange: (text: string) => void;
}

/** Shared by all fields of the form. */
export const PayloadFormContext = createContext<PayloadForm>({
  reading: readPayload(''),
  pushType: '',
  onChange: () => undefined,
});

export function usePayloadForm(): PayloadForm {
  return useContext(PayloadFormContext);
}
