import { type ClipboardEvent, type DragEvent, useState } from 'react';
import type { StagedFiles } from './use-staged-files.ts';

/** Handlers for a part of a page into which files can be dropped and pasted; words stay the field's own. */
export function useFileDrop(staged: StagedFiles) {
  const [isOver, setOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    'data-over': isOver || undefined,
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      staged.add(event.dataTransfer.files);
    },
    onPaste: (event: ClipboardEvent) => {
      const { files, types } = event.clipboardData;
      // A table from an office program is words and a picture of them: the words are meant.
      if (files.length === 0 || types.includes('text/plain')) return;
      event.preventDefault();
      staged.add(files);
    },
  };
}
