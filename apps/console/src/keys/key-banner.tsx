import { useTexts } from '@alongside/ui';
import { Button, Text } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { keyTrouble } from '../desk/desk-state.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import { KeyWords } from './key-words.tsx';
import classes from './keys.module.css';

/** Above every page: this browser is not added yet, was removed or keeps no key, or another one waits for this person. */
export function KeyBanner() {
  const { t } = useTexts();
  const { client, user } = useDesk();
  const may = useMay();
  const keys = useObservable(client.keys);
  const trouble = keyTrouble(useObservable(client.state));
  if (trouble === 'removed') return <RemovedBanner />;
  if (trouble === 'not-kept') return <Banner title={t('browserKeys.notKept.title')} text={t('browserKeys.notKept.text')} />;
  if (keys === undefined || !may('keys.vouch')) return null;
  if (!keys.approved) {
    const own = client.registered?.key.publicKey;
    return (
      <Banner
        title={t('browserKeys.waiting.title')}
        text={t(may('trust.manage') ? 'browserKeys.waiting.textAdmin' : 'browserKeys.waiting.text', { email: user.email })}
      >
        {own === undefined ? null : <KeyWords publicKey={own} />}
      </Banner>
    );
  }
  if (keys.waiting === 0) return null;
  return (
    <Banner title={t('browserKeys.others.title', { count: keys.waiting })} text={t('browserKeys.others.text')}>
      <Button
        variant="default"
        size="compact-sm"
        renderRoot={(props) => (
          <Link to="/settings/$section" params={{ section: may('trust.manage') ? 'trust' : 'own' }} {...props} />
        )}
      >
        {t('browserKeys.others.look')}
      </Button>
    </Banner>
  );
}

function RemovedBanner() {
  const { t } = useTexts();
  const { keys } = useServices();
  const { client, user } = useDesk();
  const notices = useNotices();
  const renew = () => {
    keys.forget(user.id).then(() => client.retryNow(), notices.failed);
  };
  return (
    <Banner title={t('browserKeys.removed.title')} text={t('browserKeys.removed.text')}>
      <Button variant="default" size="compact-sm" onClick={renew}>
        {t('browserKeys.removed.renew')}
      </Button>
    </Banner>
  );
}

function Banner({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className={classes.banner} role="status">
      <IconDeviceLaptop size={20} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
      <div className={classes.bannerText}>
        <Text fw={620}>{title}</Text>
        <Text size="sm">{text}</Text>
      </div>
      {children}
    </div>
  );
}
