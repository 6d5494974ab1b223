import { useTexts } from '@alongside/ui';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Desk } from '../desk/desk-context.ts';
import { countWaiting } from '../desk/waiting-count.ts';
import { useServices } from '../shared/services.ts';
import { withWaiting } from '../shared/tab-title.ts';
import { browserWays } from './browser-ways.ts';
import { useToldLanguage } from './use-told-language.ts';

/** How many wait, in the title of the tab; and what the server says is to be heard or shown now. */
export function TellNow({ desk: { client } }: { readonly desk: Pick<Desk, 'client'> }) {
  const { t } = useTexts();
  const { preferences } = useServices();
  const navigate = useNavigate();
  useToldLanguage();
  useEffect(() => {
    const counting = countWaiting(client.queue, (count) => {
      document.title = withWaiting(document.title, count);
    });
    const ways = browserWays(preferences);
    const told = client.onTold(({ kind, number, ticketId, browser, sound }) => {
      if (sound) ways.sound();
      const open = () => void navigate({ to: '/tickets/$ticketId', params: { ticketId } });
      if (browser) ways.show({ title: t(`bell.kind.${kind}`, { number }), tag: ticketId, open });
    });
    return () => {
      told.dispose();
      counting.dispose();
      // Who signs out hears of nobody any more.
      document.title = withWaiting(document.title, 0);
      ways.dispose();
    };
  }, [client, preferences, navigate, t]);
  return null;
}
