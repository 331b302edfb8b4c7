import { i18n } from '@lingui/core';
import { speak } from '@/api/client';

export type Language = 'de' | 'en';

const KEPT = 'kontor.language';

/** The language one chose on this device, else that of the browser. */
export function preferredLanguage(): Language {
  const said = localStorage.getItem(KEPT) ?? navigator.language;
  return said.startsWith('de') ? 'de' : 'en';
}

/** Load a language's texts and show everything in it. */
export async function activate(language: Language): Promise<void> {
  const { messages } =
    language === 'de' ? await import('../text/de.po') : await import('../text/en.po');
  i18n.load(language, messages);
  i18n.activate(language);
  speak(language);
  document.documentElement.lang = language;
  localStorage.setItem(KEPT, language);
}
