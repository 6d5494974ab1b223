export { type ActionState, Actions, type DoneAction } from './actions.ts';
export { Chat, type ChatEntry } from './chat.ts';
export { type Ask, ConsentView, type Grant, type Grants } from './consent-view.ts';
export { Diagnosis, type DiagnosisProgress, type DiagnosisRun, type RunWish } from './diagnosis.ts';
export { type InputBatch, InputEncoder, type InputEncoderParts } from './input-encoder.ts';
export { LedgerKeeper, type ServerCalls } from './ledger-keeper.ts';
export type { ByeReason, SessionEnd, SessionState } from './session-state.ts';
export { type ShellExit, ShellSession, type ShellSize } from './shell-session.ts';
export { Shells } from './shells.ts';
export {
  type InputRefusal,
  type InputStanding,
  type ScreenStop,
  type SharedScreen,
  TechnicianSession,
  type TechnicianSessionParts,
} from './technician-session.ts';
export { WordsReader, type WordsReaderParts } from './words-reader.ts';
