import { AppError, toAppError } from '@alongside/base';
import { useRef, useState } from 'react';

/** A file that is to go with what one writes. It is nowhere but here until one sends. */
export interface StagedFile {
  readonly key: number;
  readonly file: File;
  readonly state: 'waits' | 'goes' | 'failed';
  readonly error?: AppError;
}

export interface StagedFiles {
  readonly files: readonly StagedFile[];
  add(files: Iterable<File>): void;
  remove(key: number): void;
  /** One after the other. What fails stays, with why, and the rest is sent all the same; rejects then with the first failure. */
  send(): Promise<void>;
}

/** More at once is a slip of the hand. */
const MAX_STAGED = 10;

export function useStagedFiles(upload: (file: File, signal: AbortSignal) => Promise<unknown>, maxBytes: number): StagedFiles {
  const [files, setFiles] = useState<readonly StagedFile[]>([]);
  const next = useRef(0);
  const sending = useRef(new Map<number, AbortController>());
  const set = (key: number, parts: Omit<StagedFile, 'key' | 'file'>) =>
    setFiles((before) => before.map((each) => (each.key === key ? { key, file: each.file, ...parts } : each)));
  const drop = (key: number) => setFiles((before) => before.filter((each) => each.key !== key));
  return {
    files,
    add: (more) => {
      const added = [...more].map((file): StagedFile => {
        const key = next.current++;
        if (file.size <= maxBytes) return { key, file, state: 'waits' };
        return {
          key,
          file,
          state: 'failed',
          error: new AppError('request.too-large', 'too large', { context: { bytes: maxBytes } }),
        };
      });
      setFiles((before) => [...before, ...added].slice(0, MAX_STAGED));
    },
    remove: (key) => {
      sending.current.get(key)?.abort();
      drop(key);
    },
    send: async () => {
      let failure: AppError | undefined;
      for (const { key, file } of files) {
        if (file.size > maxBytes) continue;
        const controller = new AbortController();
        sending.current.set(key, controller);
        set(key, { state: 'goes' });
        try {
          await upload(file, controller.signal);
          drop(key);
        } catch (thrown) {
          const error = toAppError(thrown);
          failure ??= error;
          set(key, { state: 'failed', error });
        } finally {
          sending.current.delete(key);
        }
      }
      if (failure) throw failure;
    },
  };
}
