import { Countdown, useTexts } from '@alongside/ui';
import { Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useDesk } from '../desk/desk-context.ts';
import classes from '../desk/queue.module.css';
import { useObservable } from '../shared/use-observable.ts';
import { useOfferAnswer, useOffers } from './use-offers.ts';

/**
 * A ticket that is offered to this person, below the lists: it moves no row, takes no focus, and goes by itself when its
 * time is over.
 */
export function OfferCard() {
  const { t } = useTexts();
  const { client } = useDesk();
  const navigate = useNavigate();
  const state = useObservable(client.state);
  const [offer] = useOffers();
  const answer = useOfferAnswer((ticketId) => void navigate({ to: '/tickets/$ticketId', params: { ticketId } }));
  const now = Date.now() + (state.state === 'online' ? state.clockOffsetMs : 0);
  const name = offer && t('ticket.title', { number: offer.number, subject: offer.subject });
  return (
    <div>
      {/* Always there, so that what comes into it is read out. */}
      <VisuallyHidden role="status">{name === undefined ? '' : t('offer.heard', { name })}</VisuallyHidden>
      {offer === undefined ? null : (
        <section className={classes.ask} aria-label={t('offer.label')}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm" fw={620}>
              {t('offer.label')}
            </Text>
            <Text size="sm" c="dimmed">
              <Countdown
                remainingMs={Math.max(0, offer.lapsesAt - now)}
                told={offer.lapsesAt}
                text={(face) => t('offer.left', { time: face })}
              />
            </Text>
          </Group>
          <Text size="sm" lineClamp={2}>
            <Link to="/tickets/$ticketId" params={{ ticketId: offer.ticketId }} style={{ color: 'inherit' }}>
              {name}
            </Link>
          </Text>
          <Text size="sm" c="dimmed">
            {t('offer.of', { name: offer.requester, priority: t(`tickets.priority.${offer.priority}`) })}
          </Text>
          <Group gap="xs" mt="xs">
            <Button
              size="compact-sm"
              loading={answer.isPending && answer.variables.answer === 'accept'}
              onClick={() => answer.mutate({ ticketId: offer.ticketId, answer: 'accept' })}
            >
              {t('offer.accept')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              loading={answer.isPending && answer.variables.answer === 'decline'}
              onClick={() => answer.mutate({ ticketId: offer.ticketId, answer: 'decline' })}
            >
              {t('offer.decline')}
            </Button>
          </Group>
        </section>
      )}
    </div>
  );
}
