import { chosenLanguage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';

/** What the browser's own question calls its parts: in the browser's language, whatever this page speaks. */
export function usePickerWords(): { readonly entire: string; readonly share: string } {
  const { t } = useTexts();
  const language = chosenLanguage([navigator.language]);
  return { entire: t(`dialog.picker.entire.${language}`), share: t(`dialog.picker.share.${language}`) };
}
