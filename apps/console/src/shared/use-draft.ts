import { useState } from 'react';
import { useServices } from './services.ts';

/** Text that survives a reload until it is sent. `place` names where it belongs. */
export function useDraft(place: string): [string, (text: string) => void] {
  const { preferences } = useServices();
  const [kept, setKept] = useState(() => ({ place, text: preferences.draft(place) }));
  const text = kept.place === place ? kept.text : preferences.draft(place);
  return [
    text,
    (next) => {
      preferences.keepDraft(place, next);
      setKept({ place, text: next });
    },
  ];
}
