export type Theme = 'light' | 'dark';

const KEPT = 'kontor.theme';

/** The theme that is shown: the chosen one, else the system's. */
export function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function choose(next: Theme): void {
  document.documentElement.dataset.theme = next;
  localStorage.setItem(KEPT, next);
}

/** Show what was chosen on this device before the first frame is drawn. */
export function applyPreferences(): void {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
}
