import { ActionIcon, SegmentedControl, Tooltip, useComputedColorScheme } from '@mantine/core';
import {
  AppWindow,
  Bell,
  Expand,
  Grip,
  Layers,
  Lock,
  type LucideIcon,
  Moon,
  Pill,
  Sun,
  Watch,
} from 'lucide-react';
import { type ComponentType, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../components/use-now.js';
import { useStored } from '../../platform/stored-value.js';
import { useDeferredText } from '../../platform/use-deferred-text.js';
import { useComposeValue } from '../../state/compose-context.js';
import { type Preview, readPreview } from '../phone/read-preview.js';
import { PreviewFacts } from './preview-facts.js';
import styles from './preview-panel.module.css';
import { QuietNote } from './quiet-note.js';
import { ActivitySurface, CallSurface } from './special-surfaces.js';
import {
  BadgeOnIcon,
  BannerSurface,
  ExpandedSurface,
  HomeSurface,
  ListSurface,
  LockSurface,
  type SurfaceProps,
  WatchSurface,
} from './surfaces.js';

const SURFACES: readonly {
  readonly id: SurfaceId;
  readonly icon: LucideIcon;
  readonly Component: ComponentType<SurfaceProps>;
}[] = [
  { id: 'lock', icon: Lock, Component: LockSurface },
  { id: 'banner', icon: Bell, Component: BannerSurface },
  { id: 'expanded', icon: Expand, Component: ExpandedSurface },
  { id: 'list', icon: Layers, Component: ListSurface },
  { id: 'home', icon: Grip, Component: HomeSurface },
  { id: 'watch', icon: Watch, Component: WatchSurface },
];
const SURFACE_IDS = ['lock', 'banner', 'expanded', 'list', 'home', 'watch'] as const;
type SurfaceId = (typeof SURFACE_IDS)[number];
const isSurface = (value: unknown): value is SurfaceId => SURFACE_IDS.some((id) => id === value);

const ACTIVITY_PLACES: readonly { readonly id: ActivityPlace; readonly icon: LucideIcon }[] = [
  { id: 'lock', icon: Lock },
  { id: 'compact', icon: Pill },
  { id: 'open', icon: AppWindow },
];
export type ActivityPlace = 'lock' | 'compact' | 'open';

/** A preview of the composed push on a device. */
export function PreviewPanel() {
  const text = useComposeValue(({ document }) => document.payload);
  const pushType = useComposeValue(({ document }) => document.pushType);
  const topic = useComposeValue(({ document }) => document.topic);
  const nowMs = useNow(10_000);
  const appScheme = useComputedColorScheme('light');
  const [scheme, setScheme] = useState<'light' | 'dark' | null>(null);
  const [surface, setSurface] = useStored<SurfaceId>('preview.surface', isSurface, 'lock');
  const [place, setPlace] = useState<ActivityPlace>('lock');
  const payload = useDeferredText(text);
  const preview = useMemo(() => readPreview(payload, pushType, nowMs), [payload, pushType, nowMs]);
  const shown = scheme ?? appScheme;
  const view = { topic, scheme: shown, nowMs };
  return (
    <div className={styles.root}>
      <div className={styles.toolbar}>
        {preview.kind === 'alert' ? (
          <SurfaceSwitch value={surface} onChange={setSurface} surfaces={SURFACES} />
        ) : null}
        {preview.kind === 'activity' ? (
          <SurfaceSwitch value={place} onChange={setPlace} surfaces={ACTIVITY_PLACES} />
        ) : null}
        {preview.kind === 'quiet' ? null : <SchemeSwitch scheme={shown} onChange={setScheme} />}
      </div>
      <div className={styles.stage}>
        <Picture preview={preview} surface={surface} place={place} {...view} />
      </div>
      {preview.kind === 'alert' ? <PreviewFacts alert={preview} /> : null}
    </div>
  );
}

function Picture(props: {
  readonly preview: Preview;
  readonly surface: SurfaceId;
  readonly place: ActivityPlace;
  readonly topic: string;
  readonly scheme: 'light' | 'dark';
  readonly nowMs: number;
}) {
  const { preview, surface, place, ...view } = props;
  switch (preview.kind) {
    case 'alert': {
      const Surface = SURFACES.find(({ id }) => id === surface)?.Component ?? LockSurface;
      return <Surface alert={preview} {...view} />;
    }
    case 'activity':
      return <ActivitySurface activity={preview} place={place} {...view} />;
    case 'call':
      return <CallSurface caller={preview.caller} {...view} />;
    case 'quiet':
      return preview.quiet === 'badge' ? (
        <BadgeOnIcon badge={preview.badge} {...view} />
      ) : (
        <QuietNote kind={preview.quiet} />
      );
  }
}

function SurfaceSwitch<Id extends SurfaceId | ActivityPlace>(props: {
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly surfaces: readonly { readonly id: Id; readonly icon: LucideIcon }[];
}) {
  const { t } = useTranslation('preview');
  return (
    <SegmentedControl
      aria-label={t('surface.label')}
      value={props.value}
      onChange={(id) => props.onChange(id)}
      data={props.surfaces.map(({ id, icon: Icon }) => ({
        value: id,
        label: (
          <Tooltip label={t(`surface.${id}`)}>
            <span className={styles.surface}>
              <Icon size={14} aria-hidden />
              <span className={styles.surfaceName}>{t(`surface.${id}`)}</span>
            </span>
          </Tooltip>
        ),
      }))}
    />
  );
}

function SchemeSwitch(props: {
  readonly scheme: 'light' | 'dark';
  readonly onChange: (scheme: 'light' | 'dark') => void;
}) {
  const { t } = useTranslation('preview');
  const isDark = props.scheme === 'dark';
  const label = isDark ? t('scheme.light') : t('scheme.dark');
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => props.onChange(isDark ? 'light' : 'dark')}>
        {isDark ? <Sun size={15} aria-hidden /> : <Moon size={15} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
