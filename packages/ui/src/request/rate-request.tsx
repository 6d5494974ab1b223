import { Button, Group, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useUiTexts } from '../texts/use-texts.ts';

const STARS = ['1', '2', '3', '4', '5'];

export interface RateRequestProps {
  readonly pending: boolean;
  readonly onRate: (stars: number, comment: string) => void;
}

/** 1 to 5, and words if one likes. */
export function RateRequest({ pending, onRate }: RateRequestProps) {
  const t = useUiTexts();
  const [stars, setStars] = useState('');
  const [comment, setComment] = useState('');
  return (
    <Stack gap="xs">
      <Radio.Group label={t('request.rate')} description={t('request.rateHow')} value={stars} onChange={setStars}>
        <Group gap="md" mt={4}>
          {STARS.map((value) => (
            <Radio key={value} value={value} label={value} />
          ))}
        </Group>
      </Radio.Group>
      {stars === '' ? null : (
        <>
          <Textarea
            label={t('request.comment')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={1000}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <Group>
            <Button variant="default" loading={pending} onClick={() => onRate(Number(stars), comment.trim())}>
              {t('request.rateSend')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
