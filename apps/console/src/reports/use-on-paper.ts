import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** True while the browser prints, by whichever way it was told to: paper has no tabs, so all stands below one another. */
export function useOnPaper(): boolean {
  const [paper, setPaper] = useState(false);
  useEffect(() => {
    // The browser takes what is drawn when its listeners have returned.
    const begin = () => flushSync(() => setPaper(true));
    const end = () => setPaper(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return paper;
}
