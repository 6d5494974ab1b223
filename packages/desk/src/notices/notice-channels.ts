import {
  NOTICE_CHANNELS,
  NOTICE_KINDS,
  type NoticeChannel,
  type NoticeChoice,
  type NoticeKind,
  type ToldRole,
} from '@alongside/protocol';

export type ChannelsOn = Readonly<Record<NoticeChannel, boolean>>;

/** By whom a kind is chosen: somebody of a role, what the organisation changed for it, what they chose themselves. */
export interface NoticeTaste {
  readonly role: ToldRole;
  readonly usual: readonly NoticeChoice[];
  readonly chosen: readonly NoticeChoice[];
}

interface Row {
  /** The ways there are. */
  readonly channels: readonly NoticeChannel[];
  /** Those that are on where nobody chose, of each role. */
  readonly on: Readonly<Record<ToldRole, readonly NoticeChannel[]>>;
  /** Whose bell stays on, whatever anybody chooses. */
  readonly stays?: readonly ToldRole[];
}

const EVERYBODY = ['technician', 'supervisor', 'admin', 'vendor'] as const;
const LEADERS = ['supervisor', 'admin'] as const;
const all = (...on: readonly NoticeChannel[]) => ({ technician: on, supervisor: on, admin: on, vendor: on });
const NOW = ['browser', 'sound'] as const;

/**
 * One row a kind. Who waits, and what is offered for seconds, stands in the console anyway and is over when a mail is read.
 * People from outside have no page of ours open all day: mail reaches them.
 */
const TABLE: Readonly<Record<NoticeKind, Row>> = {
  request: { channels: NOW, on: { ...all(...NOW), vendor: [] } },
  offered: { channels: NOW, on: all(...NOW) },
  assigned: {
    channels: NOTICE_CHANNELS,
    on: { ...all('bell', 'browser'), vendor: ['bell', 'browser', 'mail'] },
    stays: EVERYBODY,
  },
  asked: { channels: NOTICE_CHANNELS, on: { ...all('bell', 'browser', 'sound'), vendor: ['bell', 'browser', 'mail'] } },
  mentioned: { channels: NOTICE_CHANNELS, on: all('bell', 'browser') },
  reply: { channels: NOTICE_CHANNELS, on: { ...all('bell', 'browser'), vendor: ['bell', 'browser', 'mail'] } },
  reopened: { channels: NOTICE_CHANNELS, on: all('bell') },
  'call-back': { channels: NOTICE_CHANNELS, on: all('bell', 'browser') },
  handover: { channels: NOTICE_CHANNELS, on: { ...all('bell', ...NOW), vendor: ['bell', 'browser', 'mail'] } },
  returned: { channels: NOTICE_CHANNELS, on: all('bell', 'browser') },
  'manager-asked': { channels: NOTICE_CHANNELS, on: all('bell', ...NOW), stays: LEADERS },
  'bad-rating': { channels: NOTICE_CHANNELS, on: all('bell') },
  solved: { channels: NOTICE_CHANNELS, on: all('bell') },
  // It comes seldom, perhaps by itself, and nobody may be there.
  'developers-asked': { channels: NOTICE_CHANNELS, on: all('bell', 'mail') },
  'developers-answered': { channels: NOTICE_CHANNELS, on: all('bell') },
};

/** The ways by which a kind can be told at all. */
export function channelsOf(kind: NoticeKind): readonly NoticeChannel[] {
  return TABLE[kind].channels;
}

/** May not be switched off, by nobody: what is given to somebody, and who asks for them, must reach them. */
export function staysOn(kind: NoticeKind, channel: NoticeChannel, role: ToldRole): boolean {
  return channel === 'bell' && (TABLE[kind].stays?.includes(role) ?? false);
}

/** By which ways somebody hears of a kind: what stays on, else their own choice, else their organisation's, else the table's. */
export function channelsOn(kind: NoticeKind, { role, usual, chosen }: NoticeTaste): ChannelsOn {
  const { channels, on } = TABLE[kind];
  const isOn = (channel: NoticeChannel) => {
    if (!channels.includes(channel)) return false;
    if (staysOn(kind, channel, role)) return true;
    const wanted = [chosen, usual].map((choices) => choiceIn(choices, kind, channel)).find((choice) => choice !== undefined);
    return wanted?.on ?? on[role].includes(channel);
  };
  return { bell: isOn('bell'), browser: isOn('browser'), sound: isOn('sound'), mail: isOn('mail') };
}

const OF_LEADERS: ReadonlySet<NoticeKind> = new Set(['manager-asked', 'developers-asked']);
const OF_THE_HOUSE: ReadonlySet<NoticeKind> = new Set(['request', 'developers-answered']);

/** Kinds that can reach somebody of a role: nobody from outside sees the queue or what developers say, or leads the desk. */
export function kindsFor(role: ToldRole): readonly NoticeKind[] {
  const leads = role === 'supervisor' || role === 'admin';
  return NOTICE_KINDS.filter((kind) => (OF_LEADERS.has(kind) ? leads : role !== 'vendor' || !OF_THE_HOUSE.has(kind)));
}

/** The choices with one more, or instead of the one that there was. */
export function withChoice(choices: readonly NoticeChoice[], next: NoticeChoice): NoticeChoice[] {
  return [...choices.filter(({ kind, channel }) => kind !== next.kind || channel !== next.channel), next];
}

function choiceIn(choices: readonly NoticeChoice[], kind: NoticeKind, channel: NoticeChannel): NoticeChoice | undefined {
  return choices.find((each) => each.kind === kind && each.channel === channel);
}
