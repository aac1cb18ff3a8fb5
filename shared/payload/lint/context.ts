import { payloadLimit } from '../../apns/payload-limit.js';
import { isPushType, type PushType } from '../../apns/push-types.js';
import { defaultPushType, isSpecialTopic } from '../../apns/topic.js';
import type { LocalizedText } from '../../text/localized-text.js';
import { editBetween } from '../edit.js';
import { parseJson } from '../json-parser.js';
import type { JsonProblem } from '../json-problems.js';
import { escapePointer, type JsonMember, type JsonNode, type JsonObject, valueOf } from '../json-tree.js';
import { scanPlaceholders } from '../template-scan.js';
import type { TextEdit } from '../text-edit.js';
import { utf8Bytes } from '../weigh.js';
import type { DiagnosticSubject, Finding, LazyFix, LintAction, LintFix, LintInput } from './rule.js';

/** Start of Unicode's private use area; marks the positions of placeholders. */
const FIRST_MARK = 0xe000;
const LAST_MARK = 0xf8ff;

interface Masked {
  readonly text: string;
  /** Offsets of placeholders that are whole values. */
  readonly holes: ReadonlySet<number>;
  readonly unmask: (text: string) => string;
}

/**
 * Replaces placeholders that are whole values with strings of the same length, so that a template parses and offsets
 * are preserved.
 */
function mask(text: string): Masked {
  const none: Masked = { text, holes: new Set(), unmask: (masked) => masked };
  if (!text.includes('{{')) return none;
  const originals = new Map<string, string>();
  const holes = new Set<number>();
  let result = '';
  let from = 0;
  try {
    for (const { start, end, whole } of scanPlaceholders(text)) {
      const code = FIRST_MARK + originals.size;
      if (!whole || code > LAST_MARK) continue;
      const stand = `"${String.fromCharCode(code).repeat(end - start - 2)}"`;
      originals.set(stand, text.slice(start, end));
      holes.add(start);
      result += text.slice(from, start) + stand;
      from = end;
    }
  } catch {
    // Not a valid template: check the text as is.
    return none;
  }
  const unmask = (masked: string): string => {
    let unmasked = masked;
    for (const [stand, original] of originals) unmasked = unmasked.replaceAll(stand, original);
    return unmasked;
  };
  return { text: result + text.slice(from), holes, unmask };
}

/** The input of a run, with derived facts that the rules need. */
export class LintContext {
  readonly input: LintInput;
  readonly root: JsonNode | null;
  readonly problems: readonly JsonProblem[];
  readonly repair: readonly TextEdit[] | null;
  /** The object under `aps`; `null` when there is none. */
  readonly aps: JsonObject | null;
  /** The value under `alert`. */
  readonly alert: JsonNode | null;
  /** As it will be sent, possibly unknown to APNs. */
  readonly pushType: string;
  /** The push type if APNs knows it, else `null`. */
  readonly knownType: PushType | null;
  readonly topic: string | null;
  /** Whether the topic is for Wallet, websites or MDM, which have their own rules. */
  readonly isSpecialTopic: boolean;
  /** UTF-8. */
  readonly bytes: number;
  readonly limit: number;
  private readonly masked: Masked;

  constructor(input: LintInput) {
    this.input = input;
    this.masked = mask(input.text);
    const { root, problems, repair } = parseJson(this.masked.text);
    this.root = root;
    this.problems = problems;
    this.repair = repair;
    this.topic = input.topic ?? input.headers?.topic ?? null;
    this.pushType =
      input.headers?.pushType ?? input.pushType ?? defaultPushType(this.masked.text, this.topic ?? undefined);
    this.knownType = isPushType(this.pushType) ? this.pushType : null;
    this.isSpecialTopic = this.topic !== null && isSpecialTopic(this.topic);
    const aps = valueOf(root, 'aps');
    this.aps = aps?.type === 'object' ? aps : null;
    this.alert = valueOf(this.aps, 'alert') ?? null;
    this.bytes = utf8Bytes(input.text);
    this.limit = payloadLimit(this.pushType, this.topic, input.target);
  }

  get text(): string {
    return this.masked.text;
  }

  /** Whether a node is a placeholder, whose value is not yet known. */
  isHole(node: JsonNode): boolean {
    return this.masked.holes.has(node.from);
  }

  /** Returns the value of a key in `aps`, unless absent or a placeholder. */
  apsValue(key: string): JsonNode | undefined {
    const node = valueOf(this.aps, key);
    return node === undefined || this.isHole(node) ? undefined : node;
  }

  hasAps(key: string): boolean {
    return valueOf(this.aps, key) !== undefined;
  }

  /** The `event` of a Live Activity; `null` if absent or a placeholder. */
  get event(): string | null {
    const node = this.apsValue('event');
    return node?.type === 'string' ? node.value : null;
  }

  /** Creates a fix from a function that changes the text; no fix if the function returns `null`. */
  fix(label: LocalizedText, change: (text: string) => string | null): () => LintFix | null {
    return () => {
      const changed = change(this.text);
      return changed === null ? null : { label, edits: this.editsTo(changed) };
    };
  }

  private editsTo(changed: string): readonly TextEdit[] {
    return editBetween(this.text, changed).map((edit) => {
      const whole = this.masked.unmask(
        this.text.slice(0, edit.from) + edit.insert + this.text.slice(edit.to),
      );
      return editBetween(this.input.text, whole)[0] ?? edit;
    });
  }
}

/** Creates a finding that points to the key of a member. */
export function atKey(
  member: JsonMember,
  parentPath: string,
  message: LocalizedText,
  fix?: LazyFix,
): Finding {
  const path = `${parentPath}/${escapePointer(member.key.value)}`;
  return { from: member.key.from, to: member.key.to, path, message, fix: fix ?? null };
}

/** Creates a finding that points to a value. */
export function atValue(node: JsonNode, path: string, message: LocalizedText, fix?: LazyFix): Finding {
  return { from: node.from, to: node.to, path, message, fix: fix ?? null };
}

/** Creates a finding about a missing member, which points to the opening brace. */
export function atOpening(node: JsonNode, path: string, message: LocalizedText, fix?: LazyFix): Finding {
  return { from: node.from, to: node.from + 1, path, message, fix: fix ?? null };
}

/** Creates a finding about something besides the payload; its fix does not edit the text. */
export function about(
  subject: DiagnosticSubject,
  message: LocalizedText,
  fix?: { readonly label: LocalizedText; readonly action: LintAction } | null,
): Finding {
  return { from: 0, to: 0, path: '', subject, message, fix: fix ? { ...fix, edits: [] } : null };
}
