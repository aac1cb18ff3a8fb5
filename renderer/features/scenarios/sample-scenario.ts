import { formatScenario } from '#shared/scenario/format-scenario';
import { newScenario, newSend } from '#shared/scenario/scenario';
import type { Language } from '#shared/text/localized-text';

const texts = import.meta.glob<string>('../../../resources/scenarios/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The command line and the documentation use the same file. */
export const SAMPLE_SCENARIO: Readonly<Record<Language, string>> = {
  en: texts['../../../resources/scenarios/live-activity.json'] ?? '',
  zh: texts['../../../resources/scenarios/live-activity.zh.json'] ?? '',
};

/** The initial text of a new scenario: one push that can be run unchanged. */
export function firstScenario(name: string): string {
  const payload = `${JSON.stringify({ aps: { alert: { title: 'Hello', body: 'From {{device}}' } } }, null, 2)}\n`;
  return formatScenario(
    newScenario({
      name,
      environment: 'simulator',
      steps: [
        {
          kind: 'send',
          name: null,
          send: newSend({ payload }),
          expect: { outcome: 'accepted', status: 200 },
        },
      ],
    }),
  );
}
