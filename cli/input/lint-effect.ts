import type { NotificationDescription, ShownNotification, ShownText } from '#shared/payload/preview';

function line(text: ShownText): string {
  if (!text.isKey) return text.words.replace(/\s+/g, ' ');
  return text.args.length === 0 ? `[${text.words}]` : `[${text.words}: ${text.args.join(', ')}]`;
}

function notification(shown: ShownNotification): string {
  const texts = [shown.title, shown.subtitle, shown.body].flatMap((text) =>
    text === null ? [] : [line(text)],
  );
  const parts = [`shows “${texts.join(' – ')}”`];
  if (shown.level !== 'active') parts.push(shown.level);
  if (shown.sound !== null) parts.push(`sound ${shown.sound.name}`);
  if (shown.badge !== null) parts.push(shown.badge === 0 ? 'removes the badge' : `badge ${shown.badge}`);
  if (shown.runsExtension) parts.push('after the service extension');
  if (shown.wakesApp) parts.push('wakes the app');
  return parts.join(', ');
}

/** In one line, what an iPhone does with a payload; `null` for a text that is none. */
export function effectInWords(description: NotificationDescription): string | null {
  switch (description.kind) {
    case 'notification':
      return notification(description);
    case 'live-activity': {
      const verbs = { start: 'starts', update: 'updates', end: 'ends' } as const;
      const what = description.attributesType === null ? '' : ` of ${description.attributesType}`;
      const event = description.event === null ? 'has no event for' : verbs[description.event];
      const alert = description.alert === null ? '' : `, ${notification(description.alert)}`;
      return `${event} a Live Activity${what}${alert}`;
    }
    case 'call':
      return description.caller === null
        ? 'a call for the app to report'
        : `a call from ${description.caller}`;
    case 'silent':
      return description.why.en;
    case 'unreadable':
      return null;
  }
}
