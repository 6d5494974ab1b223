import type { AgentView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Group, Text } from '@mantine/core';
import classes from './foot.module.css';
import { closesAt } from './opening.ts';
import { OtherLanguages } from './other-languages.tsx';

export interface FootProps {
  readonly view: AgentView;
  readonly onOpen?: (page: 'history' | 'permissions' | 'requests') => void;
}

/** Whom one can call, and until when: always there, offline too. */
export function Foot({ view, onOpen }: FootProps) {
  const { t } = useTexts();
  const { organisation } = view;
  return (
    <footer className={classes.foot}>
      <Group gap="sm" component="span">
        {organisation === null ? (
          <Text size="sm">{t('foot.none')}</Text>
        ) : (
          <>
            <Text size="sm" fw={550}>
              {organisation.name}
            </Text>
            {organisation.phone === '' ? null : (
              <Anchor size="sm" href={`tel:${organisation.phone.replace(/[^+\d]/gu, '')}`}>
                {organisation.phone}
              </Anchor>
            )}
            {organisation.email ? (
              <Anchor size="sm" href={`mailto:${organisation.email}`}>
                {organisation.email}
              </Anchor>
            ) : null}
            <Hours view={view} />
          </>
        )}
      </Group>
      {onOpen === undefined ? null : (
        <Group gap="md" component="span">
          <Anchor component="button" type="button" size="sm" onClick={() => onOpen('requests')}>
            {t('foot.requests')}
          </Anchor>
          <Anchor component="button" type="button" size="sm" onClick={() => onOpen('permissions')}>
            {t('foot.permissions')}
          </Anchor>
          <Anchor component="button" type="button" size="sm" onClick={() => onOpen('history')}>
            {t('foot.history')}
          </Anchor>
          <OtherLanguages language={view.language} />
        </Group>
      )}
    </footer>
  );
}

function Hours({ view }: { view: AgentView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { organisation, openNow, nextOpening } = view;
  if (organisation === null) return null;
  if (openNow) {
    const end = closesAt(organisation, Date.now());
    return end === undefined ? null : <Text size="sm">{t('foot.until', { time: formats.time(end) })}</Text>;
  }
  if (nextOpening === null) return <Text size="sm">{t('foot.closed')}</Text>;
  if (view.closedDay !== undefined) {
    const when = formats.weekdayAndTime(nextOpening);
    return <Text size="sm">{t('foot.closedDay', { name: view.closedDay, when })}</Text>;
  }
  return <Text size="sm">{t('foot.closedUntil', { when: formats.weekdayAndTime(nextOpening) })}</Text>;
}
