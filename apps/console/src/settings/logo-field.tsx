import { http, LOGO_TYPES } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, FileButton, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Failure } from '../shared/failure.tsx';
import { OrganisationLogo } from '../shared/organisation-logo.tsx';
import { useServices } from '../shared/services.ts';
import { logoPicture } from './logo-picture.ts';

/** The organisation's logo, put there and taken away at once. */
export function LogoField({ hasLogo }: { readonly hasLogo: boolean }) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const changed = () =>
    Promise.all([queries.invalidateQueries({ queryKey: ['organisation'] }), queries.invalidateQueries({ queryKey: ['me'] })]);
  const add = useMutation({
    mutationFn: async (file: File) =>
      api.upload(http.logoAdd, { body: { name: file.name.slice(-200) } }, await logoPicture(file)),
    onSuccess: changed,
  });
  const remove = useMutation({ mutationFn: () => api.callRoute(http.logoRemove, { body: {} }), onSuccess: changed });
  const error = add.error ?? remove.error;
  return (
    <section aria-labelledby="logo">
      <Text fw={500} size="sm" id="logo">
        {t('logo.title')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs" maw={560}>
        {t('logo.why')}
      </Text>
      <Group>
        {hasLogo ? <OrganisationLogo size="entry" /> : null}
        <FileButton accept={LOGO_TYPES.join(',')} onChange={(file) => file && add.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" size="compact-sm" loading={add.isPending}>
              {t(hasLogo ? 'logo.replace' : 'logo.choose')}
            </Button>
          )}
        </FileButton>
        {hasLogo ? (
          <Button variant="subtle" size="compact-sm" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('logo.remove')}
          </Button>
        ) : null}
      </Group>
      {error === null ? null : <Failure error={error} safe={t('logo.safe')} />}
    </section>
  );
}
