import { useEffect, useState } from 'react';
import { ASK } from './token.ts';

/**
 * How often an address led to the beginning of a request (`#ask`: the tray's entry, or a link to the page), as it is opened
 * or later. It is taken out of the address, so that it can be said again.
 */
export function useAskedToAsk(): number {
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const look = () => {
      if (window.location.hash !== ASK) return;
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      setTimes((before) => before + 1);
    };
    look();
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return times;
}
