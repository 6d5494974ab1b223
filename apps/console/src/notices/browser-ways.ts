import { type Disposable, toDisposable } from '@alongside/base';
import type { Preferences } from '../shared/preferences.ts';
import { playTone } from './tone.ts';

/** One whole notification: the number and what happened, since a locked screen shows it, too. */
interface Shown {
  readonly title: string;
  /** Of its ticket: a newer one stands in the place of the one before, also of another tab's. */
  readonly tag: string;
  readonly open: () => void;
}

export interface BrowserWays extends Disposable {
  sound(): void;
  show(shown: Shown): void;
}

/** Whether this browser shows notifications of ours now: its reader switched them on, and it lets them. */
export function mayNotify({ notificationsAsked }: Pick<Preferences, 'notificationsAsked'>): boolean {
  return notificationsAsked.value === 'yes' && 'Notification' in window && Notification.permission === 'granted';
}

/** Sound and notification of this page's own browser, as far as its reader wants them here. */
export function browserWays(preferences: Preferences): BrowserWays {
  const audio = new AudioContext();
  // Browsers start sound only after a gesture on the page.
  const wake = () => void audio.resume();
  window.addEventListener('pointerdown', wake);
  window.addEventListener('keydown', wake);
  const release = toDisposable(() => {
    window.removeEventListener('pointerdown', wake);
    window.removeEventListener('keydown', wake);
    void audio.close();
  });
  return {
    sound() {
      if (preferences.sound.value && audio.state === 'running') playTone(audio);
    },
    show({ title, tag, open }) {
      if (!document.hidden || !mayNotify(preferences)) return;
      const shown = new Notification(title, { tag, silent: true });
      shown.onclick = () => {
        window.focus();
        open();
        shown.close();
      };
    },
    dispose: () => release.dispose(),
  };
}
