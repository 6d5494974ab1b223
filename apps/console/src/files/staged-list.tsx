import { useFormats, useTexts } from '@alongside/ui';
import { ActionIcon, Loader, Text } from '@mantine/core';
import { IconFile, IconX } from '@tabler/icons-react';
import { useErrorWords } from '../shared/failure.tsx';
import classes from './files.module.css';
import type { StagedFile, StagedFiles } from './use-staged-files.ts';

/** The files that go with what one writes, each with how it stands. */
export function StagedList({ staged }: { readonly staged: StagedFiles }) {
  const { t } = useTexts();
  if (staged.files.length === 0) return null;
  return (
    <ul className={classes.staged} aria-label={t('files.staged')}>
      {staged.files.map((each) => (
        <Staged key={each.key} staged={each} onRemove={() => staged.remove(each.key)} />
      ))}
    </ul>
  );
}

function Staged({ staged: { file, state, error }, onRemove }: { readonly staged: StagedFile; readonly onRemove: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const words = useErrorWords();
  return (
    <li className={classes.chip} data-state={state}>
      {state === 'goes' ? <Loader size={14} /> : <IconFile size={16} stroke={1.5} aria-hidden />}
      <span className={classes.name}>{file.name}</span>
      <Text span size="xs" c="dimmed">
        {state === 'goes' ? t('files.goes') : formats.bytes(file.size)}
      </Text>
      {error === undefined ? null : (
        <Text span size="xs" c="var(--alongside-stop)" role="alert">
          {whyNot(error.code, t, formats, error.context.bytes) ?? words(error).happened}
        </Text>
      )}
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('files.unstage', { name: file.name })} onClick={onRemove}>
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </li>
  );
}

/** Where a code's own words speak of texts. */
function whyNot(
  code: string,
  t: ReturnType<typeof useTexts>['t'],
  formats: ReturnType<typeof useFormats>,
  bytes: unknown,
): string | undefined {
  if (code !== 'request.too-large') return undefined;
  return typeof bytes === 'number' ? t('files.tooLarge', { size: formats.bytes(bytes) }) : t('files.tooLargeHere');
}
