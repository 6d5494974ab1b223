import '@xterm/xterm/css/xterm.css';
import type { Ref } from 'react';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import { PasteQuestion } from './paste-question.tsx';
import classes from './terminal.module.css';
import { TerminalSearch } from './terminal-search.tsx';
import { type TerminalSize, TerminalView } from './terminal-view.ts';

export interface TerminalHandle {
  /** Draws output; `onWritten` tells the UTF-16 units once they are drawn, for acknowledgements. */
  write(data: string, onWritten?: (units: number) => void): void;
  /** Forgets all that was drawn. */
  reset(): void;
  focus(): void;
}

export interface TerminalProps {
  /** Whose commands these are, for screen readers. */
  readonly label: string;
  /** A mirror: shows, takes no keys and pastes nothing. */
  readonly readOnly?: boolean;
  /** A fixed size (a mirror has the other side's); unsaid, it fits its box and tells through `onSize`. */
  readonly size?: TerminalSize;
  readonly onInput?: (data: string) => void;
  readonly onSize?: (size: TerminalSize) => void;
  readonly ref?: Ref<TerminalHandle>;
}

/** xterm.js with what the project needs of it: quiet reports, asked pastes, search, written units told back. */
export function Terminal({ label, readOnly = false, size, onInput, onSize, ref }: TerminalProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<TerminalView>(null);
  const now = useRef({ label, onInput, onSize });
  now.current = { label, onInput, onSize };
  const [asked, setAsked] = useState<string>();
  const [searching, setSearching] = useState(false);
  const fixed = size !== undefined;

  useEffect(() => {
    const home = box.current;
    if (home === null) return;
    const made = new TerminalView(home, {
      label: now.current.label,
      readOnly,
      fits: !fixed,
      onInput: (data) => now.current.onInput?.(data),
      onSize: (told) => now.current.onSize?.(told),
      onPasteAsked: setAsked,
      onSearchAsked: () => setSearching(true),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.dispose();
    };
  }, [readOnly, fixed]);

  // Another language is no reason to lose what was drawn.
  useEffect(() => view.current?.setLabel(label), [label]);

  useEffect(() => {
    if (size !== undefined) view.current?.resize(size);
  }, [size]);

  useImperativeHandle(
    ref,
    () => ({
      write: (data, onWritten) => view.current?.write(data, onWritten),
      reset: () => view.current?.reset(),
      focus: () => view.current?.focus(),
    }),
    [],
  );

  const decide = (text: string | undefined) => {
    setAsked(undefined);
    if (text !== undefined) view.current?.paste(text);
    view.current?.focus();
  };
  return (
    <section className={classes.terminal} aria-label={label}>
      {searching ? (
        <TerminalSearch
          onFind={(text, direction) => view.current?.find(text, direction) ?? false}
          onClose={() => {
            setSearching(false);
            view.current?.focus();
          }}
        />
      ) : null}
      {asked === undefined ? null : <PasteQuestion text={asked} onDecide={decide} />}
      <div ref={box} className={classes.screen} data-read-only={readOnly || undefined} />
    </section>
  );
}
