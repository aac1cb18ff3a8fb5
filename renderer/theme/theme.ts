import {
  ActionIcon,
  Badge,
  Button,
  createTheme,
  type CSSVariablesResolver,
  Input,
  InputWrapper,
  type MantineColorsTuple,
  Menu,
  Modal,
  Popover,
  SegmentedControl,
  Tooltip,
} from '@mantine/core';

const gray: MantineColorsTuple = [
  '#f8f8fa',
  '#f1f1f4',
  '#e6e6eb',
  '#d8d8df',
  '#bcbcc7',
  '#8b8b98',
  '#62626f',
  '#4a4a55',
  '#33333c',
  '#1c1c22',
];
const dark: MantineColorsTuple = [
  '#e6e6ea',
  '#c8c8d0',
  '#a3a3ae',
  '#7a7a86',
  '#45454f',
  '#34343c',
  '#2a2a31',
  '#212127',
  '#1b1b20',
  '#141418',
];
const accent: MantineColorsTuple = [
  '#eef4ff',
  '#dbe7fe',
  '#bcd2fd',
  '#92b6fb',
  '#6394f6',
  '#3f76ef',
  '#2260e0',
  '#1b4fc0',
  '#19429c',
  '#183a7f',
];
const violet: MantineColorsTuple = [
  '#f4f2fe',
  '#e7e3fb',
  '#cfc8f6',
  '#b1a6ef',
  '#9486e5',
  '#7b6ad9',
  '#6655c7',
  '#5546ab',
  '#473b8d',
  '#3b3273',
];
const amber: MantineColorsTuple = [
  '#fff8eb',
  '#fdecc8',
  '#fbd98d',
  '#f7bf4f',
  '#eda226',
  '#cf7f0c',
  '#a85f06',
  '#8c4e09',
  '#71400d',
  '#5c350e',
];
const red: MantineColorsTuple = [
  '#fff1f0',
  '#ffdfdd',
  '#ffc1bd',
  '#ff948e',
  '#fb6760',
  '#ec4038',
  '#d0251d',
  '#af1c15',
  '#901b15',
  '#781b17',
];
const green: MantineColorsTuple = [
  '#edfbf2',
  '#d3f5df',
  '#a9eac1',
  '#72d89b',
  '#41bf76',
  '#1fa25a',
  '#137f46',
  '#0f683a',
  '#105330',
  '#0d4428',
];
const teal: MantineColorsTuple = [
  '#ecfafa',
  '#d0f1f1',
  '#a5e3e4',
  '#6ccdd0',
  '#38b0b5',
  '#1e9399',
  '#11757b',
  '#105f64',
  '#114d51',
  '#104044',
];

/** A closed dialog disappears at once: a shortcut pressed right after Escape is meant for what is below it. */
export const GONE_AT_ONCE = { exitDuration: 0 } as const;
const FADE = { transition: 'fade', duration: 150, ...GONE_AT_ONCE } as const;

/** Quiet, dense and close to a native tool: system fonts at 13 px, one spacing scale, small radii. */
export const theme = createTheme({
  colors: { gray, dark, accent, violet, amber, red, green, teal },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  black: '#1c1c22',
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Noto Sans Mono", monospace',
  fontSizes: { xs: '0.6875rem', sm: '0.75rem', md: '0.8125rem', lg: '0.9375rem', xl: '1.125rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.35' },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.125rem', lineHeight: '1.35' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.45' },
    },
  },
  cursorType: 'default',
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: 'subtle', color: 'gray', size: 'md' },
      // WCAG 2.2: a target has at least 24 px.
      vars: (_, { size }) => ({ root: size === 'xs' || size === 'sm' ? { '--ai-size': '24px' } : {} }),
    }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 } }),
    Button: Button.extend({
      defaultProps: { size: 'xs', fw: 500 },
      vars: (_, { size }) => ({
        root: {
          '--button-fz': 'var(--mantine-font-size-sm)',
          ...(size === 'compact-xs' && { '--button-height': '24px' }),
        },
      }),
    }),
    // The height of a small control with text of the normal size.
    Input: Input.extend({ vars: () => ({ wrapper: { '--input-fz': 'var(--mantine-font-size-sm)' } }) }),
    InputWrapper: InputWrapper.extend({
      defaultProps: { size: 'xs' },
      styles: { label: { marginBottom: 4 }, description: { marginBottom: 5, lineHeight: 1.4 } },
      vars: () => ({
        label: { '--input-label-size': 'var(--mantine-font-size-sm)' },
        success: {},
        description: { '--input-description-size': 'var(--mantine-font-size-xs)' },
        error: { '--input-error-size': 'var(--mantine-font-size-xs)' },
      }),
    }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', withinPortal: true, transitionProps: FADE } }),
    Modal: Modal.extend({
      styles: { title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)' } },

      defaultProps: {
        centered: true,
        radius: 'lg',
        padding: 'lg',
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: GONE_AT_ONCE,
      },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', transitionProps: FADE } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', radius: 'md' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false, fz: 'xs' } }),
    Checkbox: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    PillsInput: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', checkIconPosition: 'right' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
  },
});

/** Replaces Mantine's shades that are too faint to read: WCAG 2.2 AA in both colour schemes. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': 'var(--mantine-color-gray-9)',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': 'var(--mantine-color-gray-6)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
    '--mantine-color-error': 'var(--mantine-color-red-6)',
    '--mantine-color-success': 'var(--mantine-color-green-6)',
    '--mantine-color-default-border': 'var(--mantine-color-gray-3)',
  },
  dark: {
    '--mantine-color-body': 'var(--mantine-color-dark-7)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
    '--mantine-color-error': 'var(--mantine-color-red-3)',
    '--mantine-color-success': 'var(--mantine-color-green-3)',
    '--mantine-color-default-border': 'var(--mantine-color-dark-4)',
  },
});
