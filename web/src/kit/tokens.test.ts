import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Rgb = readonly [number, number, number];

/** Linear sRGB of an OKLCH colour, cut to what a screen shows. */
function rgb(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (each: number) => Math.min(1, Math.max(0, each));
  return [
    cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function luminance(name: string, theme: 'light' | 'dark'): number {
  const pair = new RegExp(`--${name}: light-dark\\(oklch\\(([^)]+)\\), oklch\\(([^)]+)\\)\\)`);
  const said = pair.exec(text)?.[theme === 'light' ? 1 : 2];
  if (!said) throw new Error(`no token ${name}`);
  const [l = 0, c = 0, h = 0] = said.split(' ').map(Number);
  const [red, green, blue] = rgb(l, c, h);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, theme: 'light' | 'dark'): number {
  const [dim = 0, bright = 0] = [luminance(one, theme), luminance(other, theme)].sort(
    (a, b) => a - b,
  );
  return (bright + 0.05) / (dim + 0.05);
}

const HUES = ['slate', 'blue', 'teal', 'green', 'amber', 'red', 'pink', 'violet'];
const CHARTS = [1, 2, 3, 4, 5, 6, 7, 8];

/** What stands on what, and the least ratio in the light and in the dark theme. */
const RATIOS: readonly (readonly [string, string, number, number])[] = [
  ['fg', 'bg', 16.5, 15],
  ['muted', 'bg', 6.8, 7.9],
  ['faint', 'bg', 5.4, 5.6],
  ['faint', 'hover', 4.8, 4.75],
  ['faint', 'sunken', 4.5, 4.5],
  ['control', 'bg', 3.3, 3.4],
  ['accent', 'on-accent', 5.2, 8.7],
  ['accent-strong', 'accent-soft', 6.3, 8.3],
  ['focus', 'bg', 4.7, 8.4],
  ['danger', 'bg', 6, 8],
  ...HUES.map((hue) => [`${hue}-text`, `${hue}-soft`, 6, 8.15] as const),
  ...CHARTS.map((place) => [`chart-${place}`, 'bg', 4, 4] as const),
];

test.each(RATIOS)('%s on %s can be read in both themes', (one, other, light, dark) => {
  expect(contrast(one, other, 'light')).toBeGreaterThanOrEqual(light);
  expect(contrast(one, other, 'dark')).toBeGreaterThanOrEqual(dark);
});
