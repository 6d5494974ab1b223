import { type Presence, presence as presenceSchema } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconBook,
  IconChevronUp,
  IconCircleFilled,
  IconCircleHalf2,
  IconCircleMinus,
  IconFileCertificate,
  IconKeyboard,
  IconLogout,
  IconSettings,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FleetLink } from '../fleet/fleet-link.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import { useDesk, useMay } from './desk-context.ts';
import classes from './queue.module.css';

const LOOKS: Record<Presence, { icon: typeof IconCircleFilled; colour: string }> = {
  available: { icon: IconCircleFilled, colour: 'var(--alongside-idle)' },
  busy: { icon: IconCircleHalf2, colour: 'var(--alongside-viewed)' },
  away: { icon: IconCircleMinus, colour: 'var(--alongside-offline)' },
};

/** The foot of the queue: whether one is there, settings, keys. */
export function DeskFoot({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const { t } = useTexts();
  const { client, signOut, user } = useDesk();
  const may = useMay();
  const notices = useNotices();
  const presence = useObservable(client.presence);
  const state = useObservable(client.state);
  const choose = useMutation({ mutationFn: (next: Presence) => client.setPresence(next), onError: notices.failed });
  const { icon: Icon, colour } = LOOKS[presence];
  return (
    <div className={classes.foot}>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            c="inherit"
            size="compact-md"
            fz="sm"
            px={4}
            disabled={state.state !== 'online'}
            leftSection={<Icon size={14} style={{ color: colour }} aria-hidden />}
            rightSection={<IconChevronUp size={14} stroke={1.5} aria-hidden />}
            styles={{ root: { flex: 1 }, inner: { justifyContent: 'flex-start' } }}
          >
            {t(`presence.${presence}`)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{user.name}</Menu.Label>
          {presenceSchema.options.map((option) => {
            const { icon: OptionIcon, colour: optionColour } = LOOKS[option];
            return (
              <Menu.Item
                key={option}
                leftSection={<OptionIcon size={14} style={{ color: optionColour }} aria-hidden />}
                aria-current={option === presence ? 'true' : undefined}
                onClick={() => choose.mutate(option)}
              >
                {t(`presence.${option}`)}
              </Menu.Item>
            );
          })}
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={14} stroke={1.5} aria-hidden />} onClick={() => void signOut()}>
            {t('account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {may('fleet.read') ? <FleetLink /> : null}
      {may('kb.read') ? (
        <Tooltip label={t('knowledge.title')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            c="inherit"
            aria-label={t('knowledge.title')}
            renderRoot={(props) => <Link to="/knowledge/{-$article}" params={{ article: undefined }} {...props} />}
          >
            <IconBook size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ) : null}
      <Tooltip label={t('ledger.title')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="inherit"
          aria-label={t('ledger.title')}
          renderRoot={(props) => <Link to="/records" {...props} />}
        >
          <IconFileCertificate size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('settings.title')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="inherit"
          aria-label={t('settings.title')}
          renderRoot={(props) => <Link to="/settings" {...props} />}
        >
          <IconSettings size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('keys.show')}>
        <ActionIcon variant="subtle" color="gray" c="inherit" aria-label={t('keys.show')} onClick={onShowKeys}>
          <IconKeyboard size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
