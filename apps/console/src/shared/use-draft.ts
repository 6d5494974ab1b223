import { afterSaid } from '@alongside/ui';
import { useState } from 'react';
import { useServices } from './services.ts';

/**
 * Text that survives a reload until it is sent. `place` names where it belongs. The last of the three takes out what was
 * sent, and leaves what was written meanwhile.
 */
export function useDraft(place: string): [string, (text: string) => void, (said: string) => void] {
  const { preferences } = useServices();
  const [kept, setKept] = useState(() => ({ place, text: preferences.draft(place) }));
  const text = kept.place === place ? kept.text : preferences.draft(place);
  const keep = (next: string) => {
    preferences.keepDraft(place, next);
    setKept({ place, text: next });
  };
  return [text, keep, (said) => keep(afterSaid(preferences.draft(place), said))];
}
