import {
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineThemeOverride,
  Modal,
  Paper,
  Tooltip,
} from '@mantine/core';
import { DARKS, GREYS, type Meaning, PALETTES } from './colours.ts';

/** `agent`: calm and large, 16 px. `console`: dense, 14 px with 13 px tables. */
export type Density = 'agent' | 'console';

const FONT = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";
export const MONOSPACE = "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const SHADOW = '0 2px 8px rgb(15 23 42 / 16%)';
/** UX.md: motion under 200 ms. */
const MOTION_MS = 120;

const rem = (px: number) => `${px / 16}rem`;

const FONT_SIZES: Record<Density, Record<'xs' | 'sm' | 'md' | 'lg' | 'xl', string>> = {
  agent: { xs: rem(13), sm: rem(14), md: rem(16), lg: rem(18), xl: rem(20) },
  console: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(18) },
};

const HEADINGS: Record<Density, readonly [number, number, number, number]> = {
  agent: [26, 21, 18, 16],
  console: [20, 17, 15, 14],
};

/** The theme of both families of pages. */
export function createAlongsideTheme(density: Density): MantineThemeOverride {
  const [h1, h2, h3, h4] = HEADINGS[density];
  const heading = (px: number) => ({ fontSize: rem(px), lineHeight: '1.3', fontWeight: '620' });
  return createTheme({
    colors: { ...PALETTES, teal: PALETTES.idle, red: PALETTES.stop, gray: GREYS, dark: DARKS },
    primaryColor: 'idle',
    primaryShade: { light: 7, dark: 7 },
    white: '#ffffff',
    black: '#0f172a',
    fontFamily: FONT,
    fontFamilyMonospace: MONOSPACE,
    fontSizes: FONT_SIZES[density],
    headings: {
      fontFamily: FONT,
      fontWeight: '620',
      sizes: { h1: heading(h1), h2: heading(h2), h3: heading(h3), h4: heading(h4), h5: heading(h4), h6: heading(h4) },
    },
    radius: { xs: rem(4), sm: rem(8), md: rem(8), lg: rem(8), xl: rem(8) },
    defaultRadius: 'md',
    spacing: { xs: rem(4), sm: rem(8), md: rem(16), lg: rem(24), xl: rem(32) },
    shadows: { xs: SHADOW, sm: SHADOW, md: SHADOW, lg: SHADOW, xl: SHADOW },
    respectReducedMotion: true,
    cursorType: 'pointer',
    variantColorResolver: (input) => {
      const resolved = defaultVariantColorsResolver(input);
      // The outline of a button is as strong as its words, in both schemes.
      return input.variant === 'outline' ? { ...resolved, border: `${rem(1)} solid currentColor` } : resolved;
    },
    components: {
      Button: Button.extend({ defaultProps: { size: density === 'agent' ? 'md' : 'sm' } }),
      Checkbox: Checkbox.extend({ defaultProps: { radius: 'xs' } }),
      Modal: Modal.extend({ defaultProps: { transitionProps: { duration: MOTION_MS }, centered: true } }),
      Paper: Paper.extend({ defaultProps: { withBorder: true } }),
      Tooltip: Tooltip.extend({ defaultProps: { transitionProps: { duration: MOTION_MS } } }),
    },
  });
}

/**
 * `--alongside-{meaning}` is a colour fit for text and shapes on the page's ground, `--alongside-{meaning}-soft` a quiet
 * ground for it, `--alongside-surface` a raised ground and `--alongside-edge` a quiet line.
 */
export const alongsideVariables: CSSVariablesResolver = (theme) => {
  const shades = (text: number, soft: (meaning: Meaning) => string) =>
    Object.fromEntries(
      (Object.keys(PALETTES) as Meaning[]).flatMap((meaning) => [
        [`--alongside-${meaning}`, PALETTES[meaning][meaning === 'offline' && text === 7 ? 6 : text] ?? ''],
        [`--alongside-${meaning}-soft`, soft(meaning)],
      ]),
    );
  return {
    variables: {},
    light: {
      ...shades(7, (meaning) => PALETTES[meaning][0]),
      '--alongside-surface': theme.white,
      '--alongside-edge': GREYS[3],
      '--mantine-color-body': GREYS[0],
      '--mantine-color-error': PALETTES.stop[7],
      '--mantine-color-disabled-color': GREYS[6],
      '--mantine-color-default-border': GREYS[4],
    },
    dark: {
      ...shades(4, (meaning) => `color-mix(in srgb, ${PALETTES[meaning][7]} 18%, ${DARKS[7]})`),
      '--alongside-surface': DARKS[6],
      '--alongside-edge': '#3a4658',
      '--mantine-color-error': PALETTES.stop[4],
      // Its usual one is that of raised grounds, on which a disabled button would have no shape.
      '--mantine-color-disabled': DARKS[5],
      '--mantine-color-disabled-color': DARKS[2],
      '--mantine-color-default-border': DARKS[4],
    },
  };
};
