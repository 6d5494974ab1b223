import { isOnce } from '@alongside/consent';
import type { Capability } from '@alongside/protocol';
import { clockFace, useFormats, useTexts } from '@alongside/ui';
import { Button, Popover, Text, Tooltip } from '@mantine/core';
import { IconDeviceDesktop, IconHeartRateMonitor, IconMouse, IconTerminal2, IconTool } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import { useNow } from '../shared/use-observable.ts';
import classes from './allowed-list.module.css';
import { AskForm } from './ask-form.tsx';
import type { Asks, LiveGrants } from './claimed-ticket.ts';
import { type Allowed, allowedState } from './session-view.ts';

const ICONS: Record<Capability, typeof IconMouse> = {
  'screen.view': IconDeviceDesktop,
  'input.control': IconMouse,
  'shell.run': IconTerminal2,
  'diagnostics.read': IconHeartRateMonitor,
  'actions.run': IconTool,
};
/** UX.md: being viewed is amber, being controlled vermilion. */
const COLOURS: Record<Capability, string> = {
  'screen.view': 'var(--alongside-viewed)',
  'input.control': 'var(--alongside-controlled)',
  'shell.run': 'var(--alongside-controlled)',
  'diagnostics.read': 'var(--alongside-viewed)',
  'actions.run': 'var(--alongside-controlled)',
};

export interface AllowedActions {
  readonly ask: (capability: Capability, reason: string, durationMs: number) => void;
  readonly withdraw: (askId: string) => void;
  readonly giveBack: (capability: Capability) => void;
}

export interface AllowedListProps {
  readonly userName: string;
  /** Nothing else can be asked for here. */
  readonly offers: readonly Capability[];
  readonly asks: Asks;
  readonly grants: LiveGrants;
  /** Whether asking is possible now: joined, and the link is there. */
  readonly canAsk: boolean;
  /** The user is asked for the four words; what waits, waits for them. */
  readonly comparing: boolean;
  readonly actions: AllowedActions;
  /** Whose session one watches. */
  readonly watched?: string | undefined;
  /** The capability whose question is open, so that a tab can open it too. */
  readonly asking: Capability | undefined;
  readonly onAsking: (capability: Capability | undefined) => void;
}

/** What is allowed, for how long, and what is asked: always in sight. */
export function AllowedList(props: AllowedListProps) {
  const { t } = useTexts();
  const now = useNow(250);
  return (
    <section aria-labelledby="allowed-title">
      <h2 id="allowed-title" className={classes.title}>
        {t('allowed.title')}
      </h2>
      <ul className={classes.list}>
        {props.offers.map((capability) => (
          <AllowedRow key={capability} capability={capability} now={now} {...props} />
        ))}
      </ul>
    </section>
  );
}

interface AllowedRowProps extends AllowedListProps {
  readonly capability: Capability;
  readonly now: number;
}

function AllowedRow(props: AllowedRowProps) {
  const { capability, now, userName, asks, grants, canAsk, comparing, actions, watched, asking, onAsking } = props;
  const { t } = useTexts();
  const allowed = allowedState(asks[capability], grants[capability]);
  const Icon = ICONS[capability];
  const lit = allowed.state === 'allowed';
  const row = useRef<HTMLLIElement>(null);
  const opener = (
    <Button
      size="compact-sm"
      variant="default"
      disabled={!canAsk || mustWait(allowed, now)}
      onClick={() => onAsking(asking === capability ? undefined : capability)}
      aria-label={t('allowed.askFor', { what: t(`capability.${capability}`) })}
    >
      {t('allowed.ask')}
    </Button>
  );
  return (
    <li ref={row} tabIndex={-1} className={classes.row} data-lit={lit || undefined}>
      <span className={classes.name} style={lit ? { color: COLOURS[capability] } : undefined}>
        <Icon size={16} stroke={allowed.state === 'allowed' && allowed.inUse ? 2.25 : 1.5} aria-hidden />
        {t(`capability.${capability}`)}
      </span>
      <span className={classes.act}>
        <AllowedAct
          allowed={allowed}
          now={now}
          ask={
            // An action is chosen first, in its own tab.
            isOnce(capability) ? (
              opener
            ) : (
              <Popover
                opened={asking === capability}
                onChange={(opened) => onAsking(opened ? capability : undefined)}
                position="left-start"
                width={340}
                trapFocus
                returnFocus
                withArrow
                shadow="sm"
              >
                <Popover.Target>{opener}</Popover.Target>
                <Popover.Dropdown aria-label={t('allowed.askFor', { what: t(`capability.${capability}`) })}>
                  <AskForm
                    capability={capability}
                    userName={userName}
                    watched={watched}
                    onAsk={(reason, durationMs) => {
                      onAsking(undefined);
                      // To the row and no button: what takes the question back comes in the place of what asked it.
                      focusWhenThere(() => (row.current?.querySelector('[data-withdraw]') ? row.current : null));
                      actions.ask(capability, reason, durationMs);
                    }}
                  />
                </Popover.Dropdown>
              </Popover>
            )
          }
          onWithdraw={actions.withdraw}
          onGiveBack={() => actions.giveBack(capability)}
          what={t(`capability.${capability}`)}
        />
      </span>
      <AllowedNote
        allowed={allowed}
        now={now}
        userName={userName}
        capability={capability}
        comparing={comparing}
        watched={watched}
      />
    </li>
  );
}

interface AllowedActProps {
  readonly allowed: Allowed;
  readonly now: number;
  readonly ask: ReactNode;
  readonly what: string;
  readonly onWithdraw: (askId: string) => void;
  readonly onGiveBack: () => void;
}

function AllowedAct({ allowed, now, ask, what, onWithdraw, onGiveBack }: AllowedActProps) {
  const { t } = useTexts();
  if (allowed.state === 'none') return ask;
  if (allowed.state === 'starting') return <Text size="sm">{t('allowed.starting')}</Text>;
  if (allowed.state === 'asked') {
    return (
      <Button
        data-withdraw
        size="compact-sm"
        variant="subtle"
        onClick={() => onWithdraw(allowed.askId)}
        aria-label={t('allowed.withdrawOf', { what })}
      >
        {t('allowed.withdraw')}
      </Button>
    );
  }
  return (
    <>
      <span role="timer" aria-live="off" className={classes.clock}>
        {clockFace(allowed.endsAt - now)}
      </span>
      <Tooltip label={t('allowed.giveBackWhy')}>
        <Button size="compact-sm" variant="default" onClick={onGiveBack} aria-label={t('allowed.giveBackOf', { what })}>
          {t('allowed.giveBack')}
        </Button>
      </Tooltip>
    </>
  );
}

interface AllowedNoteProps {
  readonly allowed: Allowed;
  readonly now: number;
  readonly userName: string;
  readonly capability: Capability;
  readonly comparing: boolean;
  readonly watched: string | undefined;
}

/** The words of the table of states, below the capability that they are about. */
function AllowedNote({ allowed, now, userName, capability, comparing, watched }: AllowedNoteProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const what = t(`capabilityThe.${capability}`);
  const { text, left } = noteOf();
  return (
    <span className={classes.note}>
      <span role="status">{text}</span>
      {left === undefined ? null : (
        // Told once when it changes, not each second.
        <span role="timer" aria-live="off">
          {` · ${left}`}
        </span>
      )}
    </span>
  );

  function failedWords(code: string | undefined): string {
    if (code === 'screen.not-chosen') return t('allowed.notChosen', { name: userName });
    if (code === 'screen.unavailable' && watched !== undefined) return t('watch.screen.nothingShown', { technician: watched });
    return t('allowed.failed', { code: code ?? '' });
  }

  function noteOf(): { text?: string; left?: string } {
    if (allowed.state === 'starting') return { text: t('allowed.startingMore') };
    if (allowed.state === 'asked') {
      if (allowed.deadline === undefined && comparing) return { text: t('allowed.comparing') };
      if (allowed.deadline === undefined) return { text: t('allowed.queued', { name: userName }) };
      return {
        text: t('allowed.reading', { name: userName }),
        left: t('allowed.left', { time: clockFace(allowed.deadline - now) }),
      };
    }
    if (allowed.state === 'allowed') {
      if (allowed.frozen) return { text: t('allowed.frozen') };
      return { text: t(allowed.inUse ? 'allowed.inUse' : 'allowed.notInUse') };
    }
    if (allowed.last === undefined) return {};
    // The question never was shown: it is not known to the user who asks.
    const unknown = allowed.code === 'identity.not-compared';
    const words = {
      refused: unknown ? t('allowed.notCompared', { name: userName }) : t('allowed.refused', { name: userName, what }),
      unanswered: unknown ? t('allowed.noWords', { name: userName }) : t('allowed.unanswered'),
      failed: failedWords(allowed.code),
    }[allowed.last];
    if (allowed.askAgainAt === undefined || allowed.askAgainAt <= now) return { text: words };
    if (allowed.askAgainAt === Number.POSITIVE_INFINITY) return { text: `${words} ${t('allowed.neverAgain')}` };
    return { text: `${words} ${t('allowed.againFrom', { time: formats.time(allowed.askAgainAt) })}` };
  }
}

function mustWait(allowed: Allowed, now: number): boolean {
  return allowed.state === 'none' && allowed.askAgainAt !== undefined && allowed.askAgainAt > now;
}
