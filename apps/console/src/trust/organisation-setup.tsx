import { useTexts } from '@alongside/ui';
import { List, Paper, Stack, Text, Title } from '@mantine/core';
import { AdminCertificateForm } from './admin-certificate-form.tsx';
import classes from './trust.module.css';

/** No organisation was compared in this browser: what that means for a small shop, and the three steps to one. */
export function OrganisationSetup() {
  const { t } = useTexts();
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h3">
          {t('trust.none.title')}
        </Title>
        <div className={classes.columns}>
          <Paper p="md">
            <Text fw={620}>{t('trust.none.without')}</Text>
            <List size="sm" mt="xs" spacing={4}>
              <List.Item>{t('trust.none.withoutFirst')}</List.Item>
              <List.Item>{t('trust.none.withoutWords')}</List.Item>
              <List.Item>{t('trust.none.withoutEnough')}</List.Item>
            </List>
          </Paper>
          <Paper p="md">
            <Text fw={620}>{t('trust.none.with')}</Text>
            <List size="sm" mt="xs" spacing={4}>
              <List.Item>{t('trust.none.withFirst')}</List.Item>
              <List.Item>{t('trust.none.withServer')}</List.Item>
              <List.Item>{t('trust.none.withCare')}</List.Item>
            </List>
          </Paper>
        </div>
      </div>
      <Title order={3} size="h4">
        {t('trust.steps.title')}
      </Title>
      <ol className={classes.steps}>
        <li>
          <Text>{t('trust.steps.make')}</Text>
          <code className={classes.command}>{t('trust.steps.makeCommand')}</code>
          <Text size="sm" c="dimmed">
            {t('trust.steps.makeMore')}
          </Text>
        </li>
        <AdminCertificateForm />
      </ol>
    </Stack>
  );
}
