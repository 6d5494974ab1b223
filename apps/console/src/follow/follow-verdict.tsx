import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import type { Followed } from './followed.ts';

type Verdict = z.infer<typeof http.followVerdict.body>['verdict'];
const STARS = ['1', '2', '3', '4', '5'];

/** Solved or not, how good it was, and the way to whoever leads the desk. */
export function FollowVerdict({ followed, token }: { readonly followed: Followed; readonly token: string }) {
  const { t } = useTexts();
  const { api, clock } = useServices();
  const queries = useQueryClient();
  const give = useMutation({
    mutationFn: (verdict: Verdict) => api.callRoute(http.followVerdict, { body: { token, verdict } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['follow', token] }),
  });
  const { step, stars, reopenUntil, managerAsked } = followed;
  const isSolved = step === 'check-solution';
  const canReopen = isSolved || (step === 'closed' && reopenUntil !== null && clock.now() < reopenUntil);
  const isOver = isSolved || step === 'closed';
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {isSolved ? (
          <Button loading={give.isPending} onClick={() => give.mutate({ type: 'accepted' })}>
            {t('follow.accept')}
          </Button>
        ) : null}
        {canReopen ? (
          <Button variant="default" loading={give.isPending} onClick={() => give.mutate({ type: 'reopened' })}>
            {t('follow.reopen')}
          </Button>
        ) : null}
        {isOver || step === 'joined-other' || managerAsked ? null : (
          <Button variant="default" loading={give.isPending} onClick={() => give.mutate({ type: 'manager-asked', reason: '' })}>
            {t('follow.manager')}
          </Button>
        )}
      </Group>
      {managerAsked && !isOver ? <Text size="sm">{t('follow.managerAsked')}</Text> : null}
      {isOver && stars !== null ? <Text size="sm">{t('follow.rated', { stars })}</Text> : null}
      {isOver && stars === null ? (
        <Rate pending={give.isPending} onRate={(given, comment) => give.mutate({ type: 'rated', stars: given, comment })} />
      ) : null}
      {give.error === null ? null : <Failure error={give.error} safe={t('follow.kept')} />}
    </Stack>
  );
}

interface RateProps {
  readonly pending: boolean;
  readonly onRate: (stars: number, comment: string) => void;
}

function Rate({ pending, onRate }: RateProps) {
  const { t } = useTexts();
  const [stars, setStars] = useState('');
  const [comment, setComment] = useState('');
  return (
    <Stack gap="xs">
      <Radio.Group label={t('follow.rate')} description={t('follow.rateHow')} value={stars} onChange={setStars}>
        <Group gap="md" mt={4}>
          {STARS.map((value) => (
            <Radio key={value} value={value} label={value} />
          ))}
        </Group>
      </Radio.Group>
      {stars === '' ? null : (
        <>
          <Textarea
            label={t('follow.comment')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={1000}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <Group>
            <Button variant="default" loading={pending} onClick={() => onRate(Number(stars), comment.trim())}>
              {t('follow.rateSend')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
