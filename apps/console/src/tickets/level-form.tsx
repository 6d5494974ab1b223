import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useDraft } from '../shared/use-draft.ts';
import { useRecord } from './use-record.ts';

const TIERS = [1, 2, 3, 4] as const;

export interface LevelFormProps {
  readonly ticketId: string;
  /** What the answers speak for. */
  readonly derived: number;
  /** What holds; with a reason where somebody decided otherwise. */
  readonly decided: { readonly tier: number; readonly reason: string | null };
}

/** Which tier the ticket needs: what the answers say, or another with a reason. */
export function LevelForm({ ticketId, derived, decided }: LevelFormProps) {
  const { t } = useTexts();
  const record = useRecord(ticketId);
  const [tier, setTier] = useState<number>();
  const [reason, setReason] = useDraft(`${ticketId}.level`);
  const wanted = tier ?? decided.tier;
  const keep = () =>
    record.mutate(
      { kind: 'level', tier: wanted, derived, reason: reason.trim() },
      {
        onSuccess: () => {
          setTier(undefined);
          setReason('');
        },
      },
    );
  return (
    <Stack gap={6}>
      <NativeSelect
        size="sm"
        label={t('questions.needed')}
        value={String(wanted)}
        onChange={(event) => setTier(Number(event.currentTarget.value))}
        data={TIERS.map((each) => ({
          value: String(each),
          label: each === derived ? t('questions.tierDerived', { tier: each }) : t('tickets.tier', { tier: each }),
        }))}
      />
      {decided.reason === null || wanted !== decided.tier ? null : (
        <Text size="sm" c="dimmed">
          {t('questions.decided', { reason: decided.reason })}
        </Text>
      )}
      {wanted === decided.tier ? null : (
        <>
          <Textarea
            size="sm"
            label={t('questions.whyOther')}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={400}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group>
            <Button size="compact-sm" loading={record.isPending} disabled={reason.trim() === ''} onClick={keep}>
              {t('questions.keepTier')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
