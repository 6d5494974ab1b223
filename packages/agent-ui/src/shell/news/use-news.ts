import { countNews, freshNews } from '@alongside/desk';
import type { AgentView, UnreadNews } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useEffect, useRef } from 'react';
import { useBridge } from '../core/page-host.ts';

const NONE: readonly UnreadNews[] = [];

/**
 * Makes it seen from outside that the desk said something: a count in the title, a mark on the icon, and a notification of
 * the browser where the user let it. A host with windows and a tray of its own tells by these.
 */
export function useNewsOutside(view: AgentView | undefined, scanAsked: boolean): void {
  const { t } = useTexts();
  const hasTray = useBridge() !== undefined;
  const unread = view?.unread ?? NONE;
  const asked = view?.phase.phase === 'join' ? view.phase : undefined;
  const count = countNews(unread) + (asked === undefined ? 0 : 1) + (scanAsked ? 1 : 0);
  useEffect(() => {
    document.title = count === 0 ? t('app.name') : t('news.title', { count, name: t('app.name') });
    if (!hasTray) markIcon(count > 0);
  }, [count, hasTray, t]);
  const told = useRef<readonly UnreadNews[] | undefined>(undefined);
  useEffect(() => {
    if (view === undefined) return;
    const fresh = freshNews(told.current ?? unread, unread);
    told.current = unread;
    if (!hasTray) for (const { requestId, number, what } of fresh) notify(t(`news.${what}`, { number }), requestId);
  }, [view, unread, hasTray, t]);
  const [sessionId, number] = [asked?.sessionId, asked?.number];
  useEffect(() => {
    if (!hasTray && sessionId !== undefined && number !== undefined) notify(t('news.join', { number }), sessionId);
  }, [hasTray, sessionId, number, t]);
}

/** Number and what happened, no words: a locked screen shows it, too. */
function notify(title: string, tag: string): void {
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  const shown = new Notification(title, { tag });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

/** The page's own icon with a dot of the colour of what is new; drawn here, since a mark must not be fetched. */
function markIcon(isNew: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon === null) return;
  icon.dataset.plain ??= icon.href;
  icon.href = isNew ? MARKED : icon.dataset.plain;
}

const RING = 'r="8.5" fill="none" stroke="#0f766e" stroke-width="4"';
const MARKED = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="11.5" cy="16" ${RING}/><circle cx="20.5" cy="16" ${RING}/><circle cx="25" cy="7" r="7" fill="#c2410c"/></svg>`,
)}`;
