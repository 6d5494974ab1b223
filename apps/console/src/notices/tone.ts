/** Two soft notes, a fifth apart (D5, A5). */
const NOTES_HZ = [587.33, 880] as const;
const NOTE_S = 0.16;
const GAIN = 0.08;
/** Who asks for less motion is spared half of it: one note, at half the volume. */
const CALM_GAIN = GAIN / 2;

/** A short sound that no file is needed for. */
export function playTone(audio: AudioContext): void {
  const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  (isCalm ? NOTES_HZ.slice(0, 1) : NOTES_HZ).forEach((frequency, index) => {
    const start = audio.currentTime + index * NOTE_S;
    const gain = audio.createGain();
    gain.gain.setValueAtTime(isCalm ? CALM_GAIN : GAIN, start);
    gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S * 2);
    const note = new OscillatorNode(audio, { type: 'sine', frequency });
    note.connect(gain).connect(audio.destination);
    note.start(start);
    note.stop(start + NOTE_S * 2);
  });
}
