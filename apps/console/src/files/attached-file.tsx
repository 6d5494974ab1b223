import { type AttachmentFacts, CRASH_REPORT, http, PICTURE_TYPES } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Text } from '@mantine/core';
import { useMay } from '../desk/desk-context.ts';
import classes from './files.module.css';

const MAX_SHOWN_BYTES = 8 * 1024 * 1024;

/** A file of a ticket: its name saves it, a picture shows itself. */
export function AttachedFile({ file, gone }: { readonly file: AttachmentFacts; readonly gone: boolean }) {
  const { t } = useTexts();
  const formats = useFormats();
  const may = useMay();
  const { attachmentId, fileName: name, bytes, mediaType, sha256 } = file;
  // Of a file that is not for this reader the log has no name.
  if (name === '') return null;
  if (gone) {
    return (
      <Text size="sm" c="dimmed">
        {t('files.gone', { name })}
      </Text>
    );
  }
  const facts = (
    <Text span size="xs" c="dimmed">
      {formats.bytes(bytes)}
    </Text>
  );
  // The server gives it to nobody else either.
  if (mediaType === CRASH_REPORT && !may('classified.read')) {
    return (
      <Text size="sm">
        {name} {facts}{' '}
        <Text span size="xs" c="dimmed">
          {t('crashFiles.notForYou')}
        </Text>
      </Text>
    );
  }
  const url = http.attachmentRead.path.replace(':id', attachmentId);
  const isShown = PICTURE_TYPES.includes(mediaType) && bytes <= MAX_SHOWN_BYTES;
  return (
    <div className={classes.attached}>
      {isShown ? <img src={url} alt={t('files.picture', { name })} className={classes.picture} loading="lazy" /> : null}
      <Text size="sm">
        <Anchor href={url} download={name} title={t('files.hash', { sha256 })}>
          {name}
        </Anchor>{' '}
        {facts}
      </Text>
    </div>
  );
}
