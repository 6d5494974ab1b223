import { ticketCase } from '@alongside/desk';
import type { Capability, TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Accordion, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { AskColleague, AskedYou } from '../assignment/ask-colleague.tsx';
import { CrashPart } from '../crash-files/crash-part.tsx';
import { useMay } from '../desk/desk-context.ts';
import { DevelopersLine, TicketDevelopersPart } from '../developers/ticket-developers.tsx';
import { FileList } from '../files/file-list.tsx';
import { PlaybookPanel } from '../playbooks/playbook-panel.tsx';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import { useServices } from '../shared/services.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { SpreadPanel } from '../spread/spread-panel.tsx';
import { VendorPart } from '../vendors/vendor-part.tsx';
import { CaseFacts } from './case-facts.tsx';
import { FollowLink } from './follow-link.tsx';
import { HandoverForm } from './handover-form.tsx';
import { HandoverOfferView } from './handover-offer.tsx';
import { LinksForm } from './links-form.tsx';
import { ManagerWish } from './manager-wish.tsx';
import { OwnerForm } from './owner-form.tsx';
import { QuestionsForm } from './questions-form.tsx';
import { SortForm } from './sort-form.tsx';
import { SplitForm } from './split-form.tsx';
import { StatusForm } from './status-form.tsx';
import { TaskList } from './task-list.tsx';
import classes from './tickets.module.css';
import { WorkForm } from './work-form.tsx';

export interface CasePanelProps {
  readonly ticketId: string;
  readonly events: readonly TicketEvent[];
  /** Asks the user of a session that runs here. */
  readonly ask?: ((capability: Capability) => void) | undefined;
}

/** The ticket as a case, beside whatever is going on live: where it stands, and what can be done about it. */
export function CasePanel({ ticketId, events, ask }: CasePanelProps) {
  const { t } = useTexts();
  const { preferences } = useServices();
  const may = useMay();
  const ticket = useMemo(() => ticketCase(events), [events]);
  const box = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState<string[]>([]);
  const part = (name: string) => {
    setOpened((before) => (before.includes(name) ? before : [...before, name]));
    focusWhenThere(() => box.current?.querySelector(`[data-part="${name}"] :is(input, select, textarea)`));
  };
  useShortcuts({
    o: () => part('owner'),
    g: () => part('sort'),
    e: () => part('handover'),
    x: () => focusWhenThere(() => box.current?.querySelector('[data-status] select')),
  });
  if (ticket === undefined) return null;
  // Who is from outside knows no colleagues, and makes no link by which one reads as the user does.
  const isOfTheHouse = may('tickets.claim');
  const isOver = ['resolved', 'closed', 'merged', 'spam'].includes(ticket.status);
  const of = { ticketId, ticket };
  const offered = ticket.handover?.state === 'offered' ? ticket.handover : undefined;
  // What somebody found out goes with it; what was typed there before stays.
  const handOver = (why: string) => {
    const place = `${ticketId}.handover`;
    if (preferences.draft(place) === '') preferences.keepDraft(place, why);
    part('handover');
  };
  return (
    <section ref={box} className={classes.case} aria-label={t('case.label')}>
      <CaseFacts ticket={ticket} events={events} />
      <DevelopersLine ticket={ticket} />
      {may('tickets.write') ? (
        <>
          <ManagerWish {...of} />
          <AskedYou ticket={ticket} />
          <TaskList {...of} />
          <div data-status>
            <StatusForm {...of} />
          </div>
          {ticket.handover === null ? null : (
            <Anchor component={Link} to={`/tickets/${ticketId}/package`} size="sm">
              {t('package.open')}
            </Anchor>
          )}
          {offered === undefined ? null : <HandoverOfferView ticketId={ticketId} handover={offered} />}
          <Accordion multiple value={opened} onChange={setOpened} chevronPosition="left" variant="default" order={2}>
            {isOver ? null : (
              <>
                <Part name="owner">
                  <OwnerForm {...of} />
                </Part>
                {isOfTheHouse ? (
                  <Part name="colleague">
                    <AskColleague {...of} />
                  </Part>
                ) : null}
                <Part name="sort">
                  <SortForm {...of} />
                </Part>
                <Part name="questions">
                  <QuestionsForm {...of} />
                </Part>
                <Part name="playbook">
                  <PlaybookPanel {...of} ask={ask} onUnfit={handOver} />
                </Part>
                <Part name="work">
                  <WorkForm ticketId={ticketId} />
                </Part>
                {may('fleet.read') ? (
                  <Part name="spread">
                    <SpreadPanel ticketId={ticketId} />
                  </Part>
                ) : null}
                {may('vendors.use') ? (
                  <Part name="vendor">
                    <VendorPart {...of} />
                  </Part>
                ) : null}
                {may('classified.read') && ticket.channel === 'agent' ? (
                  <Part name="crash">
                    <CrashPart {...of} />
                  </Part>
                ) : null}
                {offered === undefined ? (
                  <Part name="handover">
                    {/* Begun anew where it is opened: a playbook may have written its reason. */}
                    <HandoverForm key={String(opened.includes('handover'))} {...of} />
                  </Part>
                ) : null}
              </>
            )}
            {may('developers.ask') ? (
              <Part name="developers">
                <TicketDevelopersPart {...of} events={events} />
              </Part>
            ) : null}
            <Part name="files">
              <FileList {...of} />
            </Part>
            {isOfTheHouse ? (
              <Part name="follow">
                <FollowLink ticketId={ticketId} entries={events.length} />
              </Part>
            ) : null}
            <Part name="links">
              <LinksForm {...of} />
              {ticket.status === 'merged' || ticket.status === 'spam' ? null : <SplitForm ticketId={ticketId} />}
            </Part>
          </Accordion>
        </>
      ) : null}
    </section>
  );
}

interface PartProps {
  readonly name:
    | 'owner'
    | 'colleague'
    | 'sort'
    | 'questions'
    | 'playbook'
    | 'work'
    | 'spread'
    | 'vendor'
    | 'crash'
    | 'handover'
    | 'developers'
    | 'files'
    | 'follow'
    | 'links';
  readonly children: React.ReactNode;
}

function Part({ name, children }: PartProps) {
  const { t } = useTexts();
  return (
    <Accordion.Item value={name} data-part={name}>
      <Accordion.Control>{t(`case.parts.${name}`)}</Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  );
}
