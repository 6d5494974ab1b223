import { type RefObject, useRef, useState } from 'react';
import { drawAndFocus } from './draw-and-focus.ts';
import { focusWhenThere } from './focus-when-there.ts';

export interface EditedRow {
  /** What the list and its form stand in. */
  readonly box: RefObject<HTMLDivElement | null>;
  /** The id of the row that is written in; '' is a new one. */
  readonly edited: string | undefined;
  /** Opens the form, with the focus in its first field. */
  readonly edit: (id: string) => void;
  /** Closes it, with the focus on the button that opened it, which names its row: `data-edit`. */
  readonly close: () => void;
}

/** A list of which one row at a time is a form. Before anything is chosen it is `drafted`, which a reload interrupted. */
export function useEditedRow(drafted?: string): EditedRow {
  // Null: closed.
  const [chosen, setChosen] = useState<string | null>();
  const edited = chosen === undefined ? drafted : (chosen ?? undefined);
  const box = useRef<HTMLDivElement>(null);
  const edit = (id: string) =>
    drawAndFocus(
      () => setChosen(id),
      () => box.current?.querySelector('form input'),
    );
  const close = () => {
    setChosen(null);
    focusWhenThere(() => box.current?.querySelector(`[data-edit="${edited ?? ''}"]`));
  };
  return { box, edited, edit, close };
}
