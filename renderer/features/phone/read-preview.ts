import {
  describeNotification,
  type InterruptionLevel,
  type QuietKind,
  type ShownActivity,
  type ShownNotification,
  type ShownText,
} from '#shared/payload/preview';
import { compileTemplate, scopeWith } from '#shared/payload/template';
import type { JsonValue } from '#shared/text/json-record';

/** One text of a notification; a key stands for text that only the app has. */
export interface PreviewText {
  readonly words: string;
  readonly isKey: boolean;
}

export interface AlertPreview {
  readonly kind: 'alert';
  readonly title: PreviewText;
  readonly subtitle: PreviewText;
  readonly body: PreviewText;
  readonly level: InterruptionLevel;
  readonly sound: string | null;
  /** `null`: the badge does not change. */
  readonly badge: number | null;
  readonly threadId: string | null;
  readonly category: string | null;
  readonly isMutable: boolean;
  readonly wakesApp: boolean;
}

export interface ActivityPreview {
  readonly kind: 'activity';
  readonly event: 'start' | 'update' | 'end';
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
  /** 0…1, from the first value that looks like a progress. */
  readonly progress: number | null;
  /** The notification that is shown beside it. */
  readonly alert: AlertPreview | null;
}

export type Preview =
  | AlertPreview
  | ActivityPreview
  | { readonly kind: 'call'; readonly caller: string }
  | {
      readonly kind: 'quiet';
      readonly quiet: QuietKind;
      readonly badge: number | null;
    };

/**
 * What an iPhone would show for a payload, as texts and numbers for the drawn phone.
 *
 * @param nowMs - Unix time in milliseconds, for variables in the payload.
 */
export function readPreview(payload: string, pushType: string, nowMs: number): Preview {
  const shown = describeNotification(filledIn(payload, nowMs), pushType);
  switch (shown.kind) {
    case 'notification':
      return alertOf(shown);
    case 'live-activity':
      return activityOf(shown);
    case 'call':
      return { kind: 'call', caller: shown.caller ?? '' };
    case 'silent':
      return { kind: 'quiet', quiet: shown.quiet, badge: shown.badge };
    case 'unreadable':
      return { kind: 'quiet', quiet: 'nothing', badge: null };
  }
}

function alertOf(shown: ShownNotification): AlertPreview {
  return {
    kind: 'alert',
    title: lineOf(shown.title),
    subtitle: lineOf(shown.subtitle),
    body: lineOf(shown.body),
    level: shown.level,
    sound: shown.sound?.name ?? null,
    badge: shown.badge,
    threadId: shown.threadId,
    category: shown.category,
    isMutable: shown.runsExtension,
    wakesApp: shown.wakesApp,
  };
}

function lineOf(text: ShownText | null): PreviewText {
  if (text === null) return { words: '', isKey: false };
  const given = text.args.length > 0 ? ` (${text.args.join(', ')})` : '';
  return { words: text.words + given, isKey: text.isKey };
}

function activityOf({
  event,
  attributesType,
  attributes,
  contentState,
  alert,
}: ShownActivity): ActivityPreview {
  const state = asFields(contentState);
  return {
    kind: 'activity',
    event: event ?? 'update',
    name: attributesType ?? '',
    values: [...Object.entries(asFields(attributes)), ...Object.entries(state)].map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    progress: progressOf(state),
    alert: alert === null ? null : alertOf(alert),
  };
}

type Fields = Readonly<Record<string, JsonValue>>;

function progressOf(state: Fields): number | null {
  for (const [name, value] of Object.entries(state)) {
    if (typeof value !== 'number' || !/progress|percent|fraction|completed/i.test(name)) continue;
    if (value >= 0 && value <= 1) return value;
    if (value > 1 && value <= 100) return value / 100;
  }
  return null;
}

/** The payload with its variables filled in as of now; unknown ones stay unchanged. */
function filledIn(payload: string, nowMs: number): string {
  if (!payload.includes('{{')) return payload;
  try {
    const sample = { nowMs, uuid: () => EXAMPLE_UUID, counter: 1, token: '…', device: 'iPhone' };
    const builtIn = scopeWith({}, sample);
    return compileTemplate(payload).render((name) => builtIn(name) ?? `{{${name}}}`);
  } catch {
    return payload;
  }
}

const EXAMPLE_UUID = '7f0c9a52-3b1e-4d6f-9a87-2c5e1b0d4f33';

function asFields(value: JsonValue | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
