import { useTexts } from '@alongside/ui';
import { Note } from '../parts/note.tsx';

/** In the home window while a question stands in a window of its own. */
export function Elsewhere() {
  const { t } = useTexts();
  return <Note>{t('window.question')}</Note>;
}
