import type { LocalizedText } from '#shared/text/localized-text';

/** A payload that demonstrates a push type. */
export interface PayloadSample {
  readonly file: string;
  readonly pushType: string;
  readonly title: LocalizedText;
  readonly payload: string;
}

const texts = import.meta.glob<string>('../../../resources/samples/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const textOf = (file: string): string => texts[`../../../resources/samples/${file}`] ?? '';

/** In the order of their index. The command line and the documentation use the same files. */
export const SAMPLES: readonly PayloadSample[] = (
  JSON.parse(textOf('index.json')) as readonly Omit<PayloadSample, 'payload'>[]
).map((entry) => ({ ...entry, payload: textOf(entry.file) }));
