const NOTES_HZ = [523.25, 659.25] as const;
const NOTE_MS = 140;
const LOUDNESS = 0.05;

/** Two soft notes: a question is there. Silent where the browser lets no page make a sound yet. */
export function playChime(): void {
  if (!navigator.userActivation?.hasBeenActive) return;
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  NOTES_HZ.forEach((frequency, index) => {
    const start = context.currentTime + (index * NOTE_MS) / 1000;
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(start);
    tone.stop(start + NOTE_MS / 1000);
  });
  const end = context.currentTime + (NOTES_HZ.length * NOTE_MS) / 1000;
  gain.gain.setValueAtTime(LOUDNESS, context.currentTime);
  gain.gain.linearRampToValueAtTime(0, end + 0.1);
  setTimeout(() => void context.close(), NOTES_HZ.length * NOTE_MS + 400);
}
