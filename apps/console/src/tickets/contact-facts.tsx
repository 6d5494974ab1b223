import type { TicketCase } from '@alongside/desk';
import { Anchor } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';

/** How the ticket came, where no agent sent it, and how its user is reached. */
export function contactFacts(
  { channel, contact: { email, phone }, language }: TicketCase,
  t: TFunction,
): Readonly<Record<'channel' | 'email' | 'phone' | 'language', ReactNode>> {
  return {
    channel: channel === 'agent' ? '' : t(`case.channel.${channel}`),
    email:
      email === null ? (
        ''
      ) : (
        <Anchor size="sm" href={`mailto:${encodeURIComponent(email)}`}>
          {email}
        </Anchor>
      ),
    phone:
      phone === null ? (
        ''
      ) : (
        <Anchor size="sm" href={`tel:${phone.replace(/[^+\d]/gu, '')}`}>
          {phone}
        </Anchor>
      ),
    language: language === null ? '' : t(`case.language.${language}`),
  };
}
