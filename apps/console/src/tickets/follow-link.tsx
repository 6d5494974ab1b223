import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

/** A link by which the user follows this ticket; it is shown this once, and making another ends the one before. */
export function FollowLink({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const make = useMutation({
    mutationFn: () => api.callRoute(http.followCreate, { params: { id: ticketId }, body: {} }),
    onError: notices.failed,
  });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('case.followWhy')}
      </Text>
      <Group>
        <Button size="compact-sm" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
          {t('case.followMake')}
        </Button>
      </Group>
      {make.data === undefined ? null : (
        <Group role="status" align="end" wrap="nowrap" gap="xs">
          <TextInput
            size="sm"
            readOnly
            label={t('case.followLink')}
            value={make.data.url}
            style={{ flex: 1 }}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={make.data.url} timeout={3000}>
            {({ copied, copy }) => (
              <Button size="sm" variant="default" onClick={copy}>
                {copied ? t('link.copied') : t('link.copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
    </Stack>
  );
}
