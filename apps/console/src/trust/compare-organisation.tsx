import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Text } from '@mantine/core';
import { Failure } from '../shared/failure.tsx';
import { OrganisationWords } from './organisation-words.tsx';
import type { Pasted } from './pasted-certificate.ts';
import { useTrustActions } from './use-trust.ts';

export interface CompareOrganisationProps {
  readonly pasted: Extract<Pasted, { organisation: string }>;
  /** Compared here before: a renewal. */
  readonly isKnown: boolean;
  readonly onDone: () => void;
  readonly onRefuse: () => void;
}

/** The one moment at which a person says which organisation key is theirs. */
export function CompareOrganisation({ pasted, isKnown, onDone, onRefuse }: CompareOrganisationProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { accept } = useTrustActions();
  const { certificate, organisation } = pasted;
  const until = formats.day(certificate.until, Date.now());
  return (
    <Paper p="md" mt="sm">
      <Text>{t('trust.compare.fits', { name: certificate.name, until })}</Text>
      {isKnown ? (
        <Text size="sm" c="dimmed" mt="xs">
          {t('trust.compare.known')}
        </Text>
      ) : (
        <>
          <Text mt="sm" mb="xs" fw={620}>
            {t('trust.compare.question')}
          </Text>
          <OrganisationWords hash={organisation} />
        </>
      )}
      {accept.error === null ? null : <Failure error={accept.error} />}
      <Group mt="md">
        {isKnown ? null : (
          <Button variant="default" onClick={onRefuse}>
            {t('trust.compare.differ')}
          </Button>
        )}
        <Button loading={accept.isPending} onClick={() => accept.mutate(pasted, { onSuccess: onDone })}>
          {t(isKnown ? 'trust.compare.use' : 'trust.compare.same')}
        </Button>
      </Group>
    </Paper>
  );
}
