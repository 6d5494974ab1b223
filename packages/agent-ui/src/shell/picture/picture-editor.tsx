import { useTexts } from '@alongside/ui';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { changed } from './draw.ts';
import classes from './picture.module.css';
import { type Box, boxOf, type Change, middleOf, nudged } from './selection.ts';

export interface PictureEditorProps {
  readonly original: HTMLCanvasElement;
  readonly changes: readonly Change[];
  readonly onChanges: (changes: readonly Change[]) => void;
  readonly pending: boolean;
  readonly undecided: boolean;
  readonly doneButton: RefObject<HTMLButtonElement | null>;
  readonly onDone: (canvas: HTMLCanvasElement) => void;
  readonly onLeave: () => void;
}

const STEP = 8;
const ARROWS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** Selecting by pointer or by keys, and what shall become of what is selected: blacked out, or all that stays. */
export function PictureEditor(props: PictureEditorProps) {
  const { original, changes, onChanges, pending, undecided, doneButton, onDone, onLeave } = props;
  const { t } = useTexts();
  const current = useMemo(() => changed(original, changes), [original, changes]);
  const { width, height } = current;
  const [selected, setSelected] = useState<Box>();
  const shown = useRef<HTMLCanvasElement>(null);
  const from = useRef<{ x: number; y: number }>(undefined);
  useEffect(() => {
    const canvas = shown.current;
    if (canvas === null) return;
    Object.assign(canvas, { width, height });
    canvas.getContext('2d')?.drawImage(current, 0, 0);
  }, [current, width, height]);

  const pointOf = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLElement>) => {
    const area = currentTarget.getBoundingClientRect();
    return { x: ((clientX - area.left) / area.width) * width, y: ((clientY - area.top) / area.height) * height };
  };
  const begin = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = pointOf(event);
    setSelected(undefined);
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (from.current) setSelected(boxOf(from.current, pointOf(event), current));
  };
  const end = () => {
    from.current = undefined;
  };
  const byKey = (event: KeyboardEvent) => {
    const by = ARROWS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setSelected(selected ? nudged(selected, by, event.shiftKey ? 'resize' : 'move', current) : middleOf(current));
  };
  const apply = (kind: Change['kind']) => {
    if (!selected) return;
    onChanges([...changes, { kind, box: selected }]);
    setSelected(undefined);
  };
  const part = (length: number, of: number) => `${(length / of) * 100}%`;
  return (
    <Stack gap="sm">
      <Text size="sm" id="picture-how">
        {t('picture.how')}
      </Text>
      <div
        role="application"
        aria-label={t('picture.area')}
        aria-describedby="picture-how"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: selected by keys, too
        tabIndex={0}
        className={classes.surface}
        onPointerDown={begin}
        onPointerMove={drag}
        onPointerUp={end}
        onPointerCancel={end}
        onKeyDown={byKey}
      >
        <canvas ref={shown} className={classes.canvas} />
        {selected === undefined ? null : (
          <div
            className={classes.selection}
            data-testid="picture-selection"
            style={{
              left: part(selected.x, width),
              top: part(selected.y, height),
              width: part(selected.width, width),
              height: part(selected.height, height),
            }}
          />
        )}
      </div>
      <Group gap="sm">
        <Button variant="default" disabled={!selected} onClick={() => apply('black-out')}>
          {t('picture.blackOut')}
        </Button>
        <Button variant="default" disabled={!selected} onClick={() => apply('cut')}>
          {t('picture.cut')}
        </Button>
        <Button variant="default" disabled={changes.length === 0} onClick={() => onChanges(changes.slice(0, -1))}>
          {t('picture.undo')}
        </Button>
      </Group>
      {undecided ? (
        <Alert role="alert" variant="outline">
          {t('picture.undecided')}
        </Alert>
      ) : null}
      <Group gap="sm">
        <Button ref={doneButton} loading={pending} onClick={() => onDone(current)}>
          {t('picture.use')}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {t('picture.leave')}
        </Button>
      </Group>
    </Stack>
  );
}
