import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from '../lib/system-packages.ts';

export interface Recording {
  /** Ends the file properly. */
  end(): Promise<void>;
}

const FRAMES_PER_S = 5;
/** ffmpeg ends the file by itself at this size. */
const MOST_BYTES = 12 * 1024 * 1024;
const END_MS = 10_000;

/** Films a display into a WebM file; undefined where ffmpeg is not there. */
export function startRecording(
  display: { readonly name: string; readonly width: number; readonly height: number },
  path: string,
): Recording | undefined {
  const ffmpeg = findProgram('ffmpeg');
  if (ffmpeg === undefined) return undefined;
  const input = ['-f', 'x11grab', '-framerate', String(FRAMES_PER_S), '-video_size', `${display.width}x${display.height}`];
  // One thread at lowest priority: what is filmed goes first.
  const coding = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '12', '-b:v', '700k', '-threads', '1'];
  const args = ['-loglevel', 'error', '-y', ...input, '-i', display.name, ...coding, '-fs', String(MOST_BYTES), path];
  const child = spawn('nice', ['-n', '15', ffmpeg, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
  // It may have ended by itself when it is told to.
  child.stdin.on('error', () => undefined);
  return {
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      child.stdin.end('q');
      await exited;
      clearTimeout(timer);
    },
  };
}
