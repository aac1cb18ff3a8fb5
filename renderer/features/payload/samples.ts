import type { LocalizedText } from '#shared/text/localized-text';

/** A payload that shows what a push type can do. */
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

/** In the order of their index. They are the same files that the command line and the documentation use. */
export const SAMPLES: readonly PayloadSample[] = (
  JSON.parse(textOf('index.json')) as readonly Omit<PayloadSample, 'payload'>[]
).map((entry) => ({ ...entry, payload: textOf(entry.file) }));
