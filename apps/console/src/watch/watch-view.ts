/** What the page of whoever watches draws. Pure. */
import type { Ask, Grant } from '@alongside/technician-core';
import { allowedState, type Stage } from '../session/session-view.ts';

/** What stands between whoever watches and the picture. */
export type PictureState =
  | 'offered'
  | 'connecting'
  /** May be seen: it is there as soon as the one who helps is shown one. */
  | 'allowed'
  | 'asked'
  /** Nothing came of the last question, as whoever helps is shown nothing. */
  | 'nothing-shown'
  | 'not-asked'
  | 'over';

export function pictureState(
  { stage }: Stage,
  asked: Ask | undefined,
  granted: Grant | undefined,
  /** The code with which the last question was not taken. */
  refused: string | undefined,
): PictureState {
  if (stage === 'offered' || stage === 'connecting') return stage;
  if (stage === 'not-joined' || stage === 'ended') return 'over';
  const viewing = allowedState(asked, granted);
  switch (viewing.state) {
    case 'allowed':
    case 'starting':
      return 'allowed';
    case 'asked':
      return 'asked';
    case 'none':
      return refused === NOTHING_SHOWN || viewing.code === NOTHING_SHOWN ? 'nothing-shown' : 'not-asked';
  }
}

const NOTHING_SHOWN = 'screen.unavailable';

/** Whoever watched is nobody's technician once it is over. */
export function isOver({ stage }: Stage): boolean {
  return stage === 'ended' || stage === 'not-joined';
}
