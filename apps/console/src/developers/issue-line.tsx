import type { DeveloperIssueView } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Text } from '@mantine/core';

interface IssueLineProps {
  readonly number: number;
  readonly at: Pick<DeveloperIssueView, 'state' | 'reference' | 'url' | 'fixedIn' | 'reason'>;
}

/** How an issue stands, with the way to it where it is read. */
export function IssueLine({ number, at: { state, reference, url, fixedIn, reason } }: IssueLineProps) {
  const { t } = useTexts();
  return (
    <>
      <Text size="sm">
        {t(`developers.is.${state}`, { number, version: fixedIn })}
        {reference === '' ? null : ' · '}
        {reference === '' || url === null ? (
          reference
        ) : (
          <Anchor href={url} target="_blank" rel="noreferrer noopener" underline="always" style={{ overflowWrap: 'anywhere' }}>
            {reference}
          </Anchor>
        )}
      </Text>
      {reason === '' ? null : (
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
          {reason}
        </Text>
      )}
    </>
  );
}
