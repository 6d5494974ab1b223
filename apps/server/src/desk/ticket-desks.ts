import type { Disposable } from '@alongside/base';
import { AssignmentDesk } from './assignment-desk.ts';
import { AttachmentDesk } from './attachment-desk.ts';
import { ByItselfDesk } from './by-itself-desk.ts';
import { CaseDesk } from './case-desk.ts';
import { CrashDesk } from './crash-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { DevelopersDesk } from './developers-desk.ts';
import { HandoverDesk } from './handover-desk.ts';
import { NoticeDesk } from './notice-desk.ts';
import { PlaybookDesk } from './playbook-desk.ts';
import { ProblemBook } from './problem-book.ts';
import { ProblemDesk } from './problem-desk.ts';
import { RecordDesk } from './record-desk.ts';
import type { SessionDesk } from './session-desk.ts';
import { SplitDesk } from './split-desk.ts';
import { SpreadDesk } from './spread-desk.ts';
import { StandingDesk } from './standing-desk.ts';
import { TaskDesk } from './task-desk.ts';
import type { TicketJournal } from './ticket-journal.ts';
import { openUserDesks, type UserDesks } from './user-desks.ts';
import { VendorDesk } from './vendor-desk.ts';

type Later = (action: () => Promise<unknown>) => void;

/** What there is to do with tickets beside the live help. Its caller runs one action after the other. */
export class TicketDesks implements UserDesks, Disposable {
  readonly cases: CaseDesk;
  readonly handovers: HandoverDesk;
  readonly follow: UserDesks['follow'];
  readonly own: UserDesks['own'];
  readonly intake: UserDesks['intake'];
  readonly calls: UserDesks['calls'];
  readonly guests: UserDesks['guests'];
  readonly developers: DevelopersDesk;
  readonly problems: ProblemDesk;
  readonly files: AttachmentDesk;
  readonly crashes: CrashDesk;
  readonly records: RecordDesk;
  readonly byItself: ByItselfDesk;
  readonly splits: SplitDesk;
  readonly spread: SpreadDesk;
  readonly standings: StandingDesk;
  readonly assignment: AssignmentDesk;
  readonly tasks: TaskDesk;
  readonly playbooks: PlaybookDesk;
  readonly notices: NoticeDesk;
  readonly vendors: VendorDesk;

  /** `later` runs an action in the desk's order that nobody waits for. */
  constructor(parts: DeskParts, journal: TicketJournal, sessions: SessionDesk, later: Later) {
    this.cases = new CaseDesk(parts, journal, sessions);
    const users = openUserDesks(parts, journal, sessions);
    this.tasks = new TaskDesk(parts, journal);
    this.handovers = new HandoverDesk(parts, journal, sessions, this.cases, this.tasks);
    this.follow = users.follow;
    this.own = users.own;
    this.intake = users.intake;
    this.calls = users.calls;
    this.guests = users.guests;
    const book = new ProblemBook(parts.stores.problems, parts.organisationId, parts.logger);
    this.developers = new DevelopersDesk(parts, journal, book);
    this.problems = new ProblemDesk({ parts, journal, cases: this.cases, book, developers: this.developers });
    this.playbooks = new PlaybookDesk(parts, journal);
    this.vendors = new VendorDesk(parts, journal);
    this.files = new AttachmentDesk(parts, journal, later);
    this.crashes = new CrashDesk(parts, journal, this.files);
    this.records = new RecordDesk(parts, journal);
    this.byItself = new ByItselfDesk(parts, journal, later);
    this.splits = new SplitDesk(parts, journal);
    this.spread = new SpreadDesk(parts, journal);
    this.standings = new StandingDesk(parts);
    this.assignment = new AssignmentDesk(parts, journal, later);
    this.notices = new NoticeDesk(parts, later);
  }

  /** Takes up what the database holds. */
  async load(): Promise<void> {
    await this.files.load();
    await this.byItself.load();
  }

  dispose(): void {
    this.files.dispose();
    this.byItself.dispose();
    this.assignment.dispose();
  }
}
