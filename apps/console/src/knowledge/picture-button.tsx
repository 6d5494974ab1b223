import { articleId, http, MAX_PICTURE_BYTES, PICTURE_TYPES } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, FileButton, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';

interface PictureButtonProps {
  readonly article: string;
  /** The words that stand for it in the text. */
  readonly onAdded: (words: string) => void;
}

/** Puts a picture into an article: it is kept at once, and to be seen by others once the text has it. */
export function PictureButton({ article, onAdded }: PictureButtonProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { api } = useServices();
  const add = useMutation({
    mutationFn: async (file: File) => {
      const kept = await api.upload(http.articlePictureAdd, { params: { article }, body: { name: file.name } }, file);
      onAdded(`\n\n![${kept.fileName.replace(/\.[^.]*$/u, '').replace(/[[\]\\]/gu, ' ')}](picture:${kept.attachmentId})\n`);
    },
  });
  const hasName = articleId.safeParse(article).success;
  return (
    <div>
      <FileButton accept={PICTURE_TYPES.join(',')} onChange={(file) => file && add.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" size="compact-sm" disabled={!hasName} loading={add.isPending}>
            {t('knowledge.addPicture')}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed" mt={4}>
        {t('knowledge.pictureHow', { size: formats.bytes(MAX_PICTURE_BYTES) })}
      </Text>
      {add.error === null ? null : <Failure error={add.error} safe={t('knowledge.safe')} />}
    </div>
  );
}

/** Where pictures of an article are for those who are signed in. */
export function pictureAddress(article: string) {
  return (id: string) => http.articlePicture.path.replace(':article', article).replace(':id', id);
}
