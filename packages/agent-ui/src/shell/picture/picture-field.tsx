import { toAppError } from '@alongside/base';
import { useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, FileButton, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type RefObject, useEffect, useState } from 'react';
import { encoded, type MadePicture, readPicture } from './draw.ts';
import classes from './picture.module.css';
import { PictureEditor } from './picture-editor.tsx';
import type { Change } from './selection.ts';

/** A picture on its way into a request. Kept outside of the field: it goes also while the field is not drawn. */
export type PictureStage =
  | { readonly stage: 'none' }
  | { readonly stage: 'editing'; readonly original: HTMLCanvasElement; readonly changes: readonly Change[] }
  | {
      readonly stage: 'made';
      readonly original: HTMLCanvasElement;
      readonly changes: readonly Change[];
      readonly picture: MadePicture;
    };

export const NO_PICTURE: PictureStage = { stage: 'none' };

/** The picture that would go, exactly; undefined while there is none. */
export function madePicture(stage: PictureStage): MadePicture | undefined {
  return stage.stage === 'made' ? stage.picture : undefined;
}

export interface PictureFieldProps {
  readonly stage: PictureStage;
  readonly onStage: (stage: PictureStage) => void;
  /** The request was to go, and the picture is not ready yet. */
  readonly undecided: boolean;
  readonly doneButton: RefObject<HTMLButtonElement | null>;
}

/** One picture of the user's own, with what is nobody's business blacked out or cut off before it is anywhere but here. */
export function PictureField({ stage, onStage, undecided, doneButton }: PictureFieldProps) {
  const { t } = useTexts();
  const [trouble, setTrouble] = useState<string>();
  const [pending, setPending] = useState(false);
  const tried = async (action: () => Promise<void>) => {
    setPending(true);
    setTrouble(undefined);
    try {
      await action();
    } catch (thrown) {
      setTrouble(t(toAppError(thrown).code === 'request.too-large' ? 'picture.tooLarge' : 'picture.unreadable'));
    }
    setPending(false);
  };
  const take = (file: Blob | null) =>
    file && tried(async () => onStage({ stage: 'editing', original: await readPicture(file), changes: [] }));
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const picture = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (!picture) return;
      event.preventDefault();
      void take(picture);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  });
  return (
    <Stack gap="sm">
      {stage.stage === 'none' ? (
        <Group gap="sm">
          <FileButton accept="image/png,image/jpeg,image/webp,image/gif,image/bmp" onChange={(file) => void take(file)}>
            {(props) => (
              <Button {...props} variant="default" loading={pending}>
                {t('picture.add')}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {t('picture.addHow')}
          </Text>
        </Group>
      ) : null}
      {trouble === undefined ? null : (
        <Alert role="alert" variant="outline">
          {trouble}
        </Alert>
      )}
      {stage.stage === 'editing' ? (
        <Paper p="md" component="section" aria-label={t('picture.title')}>
          <Title order={2} mb="xs">
            {t('picture.title')}
          </Title>
          <PictureEditor
            original={stage.original}
            changes={stage.changes}
            onChanges={(changes) => onStage({ ...stage, changes })}
            pending={pending}
            undecided={undecided}
            doneButton={doneButton}
            onDone={(canvas) => void tried(async () => onStage({ ...stage, stage: 'made', picture: await encoded(canvas) }))}
            onLeave={() => onStage(NO_PICTURE)}
          />
        </Paper>
      ) : null}
      {stage.stage === 'made' ? (
        <Paper p="md" component="section" aria-label={t('picture.title')}>
          <Stack gap="sm">
            <ExactPicture picture={stage.picture} />
            <Group gap="sm">
              <Button variant="default" onClick={() => onStage({ ...stage, stage: 'editing' })}>
                {t('picture.change')}
              </Button>
              <Button variant="default" onClick={() => onStage(NO_PICTURE)}>
                {t('picture.leave')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      ) : null}
    </Stack>
  );
}

/** Drawn from the very bytes that are sent. */
export function ExactPicture({ picture }: { readonly picture: MadePicture }) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        {t('picture.sent', { size: formats.bytes(picture.bytes) })}
      </Text>
      <img className={classes.made} src={`data:${picture.type};base64,${picture.base64}`} alt={t('picture.alt')} />
    </div>
  );
}
