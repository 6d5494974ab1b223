export * from './actions.ts';
export {
  type CrashKind,
  type CrashSource,
  type FoundCrash,
  MAX_FOUND_CRASHES,
  type SentCrash,
  type ShownCrash,
} from './agent-crash-page.ts';
export { FILE_PART } from './agent-file-page.ts';
export * as firstPage from './agent-first-page.ts';
export { type FixLooked, type FixName, type FixState, fixName } from './agent-fix-page.ts';
export type { HealthScan, HealthSent, HealthView, PastCheck } from './agent-health-page.ts';
export * as linkPage from './agent-link-page.ts';
export type { KnownRequest } from './agent-own-page.ts';
export { MAX_PICTURE_BYTES, type PictureType } from './agent-picture-page.ts';
export type { PastScan, ScanBasis, ScanConsentView, ScanDecision, ScansView, ScanWaiting } from './agent-scan-page.ts';
export type { SendLevels, SendRemoved } from './agent-send-page.ts';
export type {
  AgentView,
  AskView,
  FeedItem,
  Notice,
  Phase,
  SessionView,
  StandingView,
  TechnicianView,
  UnreadNews,
  WatcherView,
  WordsView,
} from './agent-shell-page.ts';
export * as shellPage from './agent-shell-page.ts';
export * from './api-keys.ts';
export * from './assignment.ts';
export * from './attachments.ts';
export * from './browser-keys.ts';
export {
  type CallBack,
  type CallDirection,
  callDirection,
  type FoundCaller,
  MAX_CALL_BACK_AHEAD_MS,
  MAX_CALL_MS,
  MAX_FOUND_CALLERS,
} from './calls.ts';
export * from './close-reason.ts';
export * from './common.ts';
export * from './crash-files.ts';
export type { JoinAnswer, TicketEvent, TicketSummary } from './desk-socket.ts';
export * as consoleSocket from './desk-socket.ts';
export * from './developer-issue.ts';
export * from './developers.ts';
export type { RequestState } from './device.ts';
export * as deviceSocket from './device.ts';
export type { DiagnosisSummary, SameFinding } from './diagnosis.ts';
export { MAX_DIAGNOSIS_FRAME_BYTES, MAX_REPORT_BYTES } from './diagnosis.ts';
export * from './editions.ts';
export * from './fact-levels.ts';
export * from './fleet.ts';
export * from './followed.ts';
export * as guestSocket from './guest.ts';
export { type GuestOut, type GuestSide, type GuestTicket, guestCapabilities } from './guest.ts';
export { type HandoverFile, REPORTS_A_FILE } from './handover-file.ts';
export * as http from './http.ts';
export {
  contactEmail,
  TICKET_CHANNELS,
  type TicketChannel,
  type TicketContact,
  ticketChannel,
  ticketContact,
} from './intake.ts';
export * from './kb.ts';
export * from './kept-head.ts';
export { type KeptWithTicket, keptWithTicket, MAX_KEPT_RECORD_BYTES, type RecordOutline, recordOutline } from './kept-record.ts';
export * from './languages.ts';
export * from './link-trouble.ts';
export { type KeptLogo, keptLogo, LOGO_EDGES, LOGO_TYPES, MAX_LOGO_BYTES } from './logo.ts';
export * from './mail.ts';
export { NO_HOURS, type NoticeHours, type QuietHours } from './notice-hours.ts';
export {
  type DeskNotice,
  MAX_NOTICES,
  NOTICE_CHANNELS,
  NOTICE_KINDS,
  type NoticeChannel,
  type NoticeChoice,
  type NoticeKind,
  TOLD_ROLES,
  type ToldNow,
  type ToldRole,
  toldRole,
} from './notices.ts';
export {
  MAX_OFFLINE_ARTICLES,
  MAX_OFFLINE_UNITS,
  OFFLINE_AT_ONCE,
  type OfflineArticle,
  offlineArticle,
  withdrawnArticles,
} from './offline-articles.ts';
export * from './online.ts';
export { type HolidayPlace, MAX_OWN_DAYS, type OrganisationProfile, organisationProfile } from './organisation.ts';
export { FOLLOWED_BYTES, MAX_OWN_REQUESTS, type OwnRequest } from './own-requests.ts';
export * from './page-bridge.ts';
export * from './permissions.ts';
export * from './playbooks.ts';
export * from './policy.ts';
export * from './problems.ts';
export * from './questionnaire.ts';
export { matchRemoteTools } from './remote-tools.ts';
export * from './replies.ts';
export * from './report.ts';
export { ABOUT_HEADER, aboutHeader, MAX_ABOUT } from './route.ts';
export * from './scan-consent.ts';
export type { AskOutcome, GrantView, InputEvent, WordsOutcome } from './session.ts';
export * as session from './session.ts';
export { type Asked, askedIn, isAnythingAllowed, type JoinQuestion } from './session-asked.ts';
export { type Sheet, sheet } from './sheets.ts';
export { MAX_SPREAD, type Spread, type SpreadDevice } from './spread.ts';
export * from './standing.ts';
export * from './starting.ts';
export * from './ticket-case.ts';
export * from './ticket-desk.ts';
export * from './today.ts';
export * from './trust.ts';
export * from './vendors.ts';
