import type { Kysely } from 'kysely';
import { AccountStore } from './account-store.ts';
import { AlertStore } from './alert-store.ts';
import { ApiKeyStore } from './api-key-store.ts';
import { AttachmentStore } from './attachment-store.ts';
import { AuditStore } from './audit-store.ts';
import { CallerStore } from './caller-store.ts';
import { DeveloperStore } from './developer-store.ts';
import { DeviceStore } from './device-store.ts';
import { DiagnosisStore } from './diagnosis-store.ts';
import { EditionStore } from './edition-store.ts';
import { FactorStore } from './factor-store.ts';
import { FleetStore } from './fleet-store.ts';
import { GroupStore } from './group-store.ts';
import { GuestStore } from './guest-store.ts';
import { HandoverStore } from './handover-store.ts';
import { HeadStore } from './head-store.ts';
import { HeldNoticeStore } from './held-notice-store.ts';
import { HelpInvitationStore } from './help-invitation-store.ts';
import { IntakeStore } from './intake-store.ts';
import { KbStore } from './kb-store.ts';
import { KeyStore } from './key-store.ts';
import { LinkStore } from './link-store.ts';
import { MailStore } from './mail-store.ts';
import { NoticeChoiceStore } from './notice-choice-store.ts';
import { NoticeStore } from './notice-store.ts';
import { OrganisationStore } from './organisation-store.ts';
import { ProblemStore } from './problem-store.ts';
import { ReplyStore } from './reply-store.ts';
import { ReportStore } from './report-store.ts';
import { ScanStore } from './scan-store.ts';
import { ScheduleStore } from './schedule-store.ts';
import { SessionStore } from './session-store.ts';
import { SkillStore } from './skill-store.ts';
import { SoftwareStore } from './software-store.ts';
import { SpreadStore } from './spread-store.ts';
import type { Tables } from './tables.ts';
import { TicketFinder } from './ticket-finder.ts';
import { TicketStore } from './ticket-store.ts';
import { TodayStore } from './today-store.ts';
import { TrustStore } from './trust-store.ts';
import { UntoldStore } from './untold-store.ts';
import { UserSettingsStore } from './user-settings-store.ts';
import { VendorStore } from './vendor-store.ts';
import { WebhookStore } from './webhook-store.ts';

export interface Stores {
  readonly organisations: OrganisationStore;
  readonly accounts: AccountStore;
  readonly links: LinkStore;
  readonly mails: MailStore;
  readonly notices: NoticeStore;
  readonly noticeChoices: NoticeChoiceStore;
  readonly heldNotices: HeldNoticeStore;
  readonly untold: UntoldStore;
  readonly userSettings: UserSettingsStore;
  readonly devices: DeviceStore;
  readonly keys: KeyStore;
  readonly tickets: TicketStore;
  readonly sessions: SessionStore;
  readonly heads: HeadStore;
  readonly factors: FactorStore;
  readonly trust: TrustStore;
  readonly audit: AuditStore;
  readonly helpInvitations: HelpInvitationStore;
  readonly reports: ReportStore;
  readonly diagnoses: DiagnosisStore;
  readonly fleet: FleetStore;
  readonly software: SoftwareStore;
  readonly spread: SpreadStore;
  readonly alerts: AlertStore;
  readonly scans: ScanStore;
  readonly schedules: ScheduleStore;
  readonly webhooks: WebhookStore;
  readonly kb: KbStore;
  readonly editions: EditionStore;
  readonly supportGroups: GroupStore;
  readonly handovers: HandoverStore;
  readonly problems: ProblemStore;
  readonly developers: DeveloperStore;
  readonly guests: GuestStore;
  readonly vendors: VendorStore;
  readonly ticketFinder: TicketFinder;
  readonly today: TodayStore;
  readonly skills: SkillStore;
  readonly intake: IntakeStore;
  readonly attachments: AttachmentStore;
  readonly callers: CallerStore;
  readonly replies: ReplyStore;
  readonly apiKeys: ApiKeyStore;
}

export function openStores(db: Kysely<Tables>): Stores {
  return {
    organisations: new OrganisationStore(db),
    accounts: new AccountStore(db),
    links: new LinkStore(db),
    mails: new MailStore(db),
    notices: new NoticeStore(db),
    noticeChoices: new NoticeChoiceStore(db),
    heldNotices: new HeldNoticeStore(db),
    untold: new UntoldStore(db),
    userSettings: new UserSettingsStore(db),
    devices: new DeviceStore(db),
    keys: new KeyStore(db),
    tickets: new TicketStore(db),
    sessions: new SessionStore(db),
    heads: new HeadStore(db),
    factors: new FactorStore(db),
    trust: new TrustStore(db),
    audit: new AuditStore(db),
    helpInvitations: new HelpInvitationStore(db),
    reports: new ReportStore(db),
    diagnoses: new DiagnosisStore(db),
    fleet: new FleetStore(db),
    software: new SoftwareStore(db),
    spread: new SpreadStore(db),
    alerts: new AlertStore(db),
    scans: new ScanStore(db),
    schedules: new ScheduleStore(db),
    webhooks: new WebhookStore(db),
    kb: new KbStore(db),
    editions: new EditionStore(db),
    supportGroups: new GroupStore(db),
    handovers: new HandoverStore(db),
    problems: new ProblemStore(db),
    developers: new DeveloperStore(db),
    guests: new GuestStore(db),
    vendors: new VendorStore(db),
    ticketFinder: new TicketFinder(db),
    today: new TodayStore(db),
    skills: new SkillStore(db),
    intake: new IntakeStore(db),
    attachments: new AttachmentStore(db),
    callers: new CallerStore(db),
    replies: new ReplyStore(db),
    apiKeys: new ApiKeyStore(db),
  };
}
