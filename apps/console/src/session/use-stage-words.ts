import { AppError } from '@alongside/base';
import { useFormats, useTexts } from '@alongside/ui';
import { useErrorWords } from '../shared/failure.tsx';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { troubleOf } from './session-view.ts';

/** How a session stands, in the words of the table of states; whoever watches has own words where theirs differ. */
export function useStageWords(session: ClaimedTicket, ticketNumber: number, anyAllowed: boolean): string {
  const { t, has } = useTexts();
  const formats = useFormats();
  const errorWords = useErrorWords();
  const stage = useObservable(session.stage);
  const { paused, userIsAsked } = useObservable(session.grants);
  const { userName: name, watches } = session;
  const say = (key: string, gaps: Readonly<Record<string, unknown>> = {}) => {
    const own = `watch.stage.${key}`;
    const all = { name, technician: watches?.technician, ...gaps };
    return watches !== undefined && has(own) ? t(own, all) : t(`stage.${key}`, all);
  };
  switch (stage.stage) {
    case 'not-joined':
      return say(`not-joined.${stage.why}`, { number: ticketNumber });
    case 'lost':
      return say('lost', { time: formats.time(stage.since) });
    case 'ended': {
      const { end, at } = stage;
      const time = formats.time(at);
      if (end.by === 'user' || end.by === 'technician') return say(`ended.${end.reason}`, { time });
      if (troubleOf(stage) !== undefined) return say('ended.unreached', { time });
      const { happened, todo } = errorWords(new AppError(end.code, end.code));
      return say('ended.failed', { happened, todo });
    }
    case 'live':
      if (paused) return say('paused');
      if (userIsAsked) return say('asked');
      return say(anyAllowed ? 'open' : 'live');
    default:
      return say(stage.stage);
  }
}
