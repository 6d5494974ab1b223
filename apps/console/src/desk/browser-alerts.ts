import { type Disposable, toDisposable } from '@alongside/base';
import type { TicketSummary } from '@alongside/protocol';
import type { Preferences } from '../shared/preferences.ts';
import type { AlertPorts } from './alerts.ts';

const QUIET_GAIN = 0.08;
/** Two soft notes, a fifth apart (D5, A5). */
const NOTES_HZ = [587.33, 880] as const;
const NOTE_S = 0.16;

export interface BrowserAlertsOptions {
  readonly preferences: Preferences;
  readonly title: string;
  readonly notificationText: (ticket: TicketSummary) => { readonly title: string; readonly body: string };
  readonly open: (ticketId: string) => void;
}

/** Title, sound and notification of this page's own browser. */
export function browserAlerts(options: BrowserAlertsOptions): AlertPorts & Disposable {
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
    showCount(count) {
      document.title = count > 0 ? `(${count}) ${options.title}` : options.title;
    },
    beep() {
      if (options.preferences.sound.value && audio.state === 'running') play(audio);
    },
    notify(ticket) {
      if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
      const { title, body } = options.notificationText(ticket);
      const shown = new Notification(title, { body, tag: ticket.id, silent: true });
      shown.onclick = () => {
        window.focus();
        options.open(ticket.id);
        shown.close();
      };
    },
    dispose: () => release.dispose(),
  };
}

function play(audio: AudioContext): void {
  NOTES_HZ.forEach((frequency, index) => {
    const start = audio.currentTime + index * NOTE_S;
    const gain = audio.createGain();
    gain.gain.setValueAtTime(QUIET_GAIN, start);
    gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S * 2);
    const note = new OscillatorNode(audio, { type: 'sine', frequency });
    note.connect(gain).connect(audio.destination);
    note.start(start);
    note.stop(start + NOTE_S * 2);
  });
}
