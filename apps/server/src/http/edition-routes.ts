import { chosenLanguage, http } from '@alongside/protocol';
import type { DeskBook } from '../desk/desk-book.ts';
import type { EditionDesk } from '../desk/edition-desk.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly book: DeskBook;
  readonly editions: EditionDesk;
}

/** Playbooks and questions: read by everybody who asks them, written by those who lead the desk. */
export function registerEditionRoutes({ register, book, editions }: Dependencies): void {
  const languageOf = ({ params }: Call<unknown>) => chosenLanguage([params.language ?? '']);
  const idOf = ({ params }: Call<unknown>) => params.playbook ?? '';
  const who = (call: Call<unknown>) => signedIn(call).user;

  register(http.playbookList, (call) => editions.list(languageOf(call)));
  register(http.playbookRead, (call) => editions.read(idOf(call), languageOf(call)));
  register(http.playbookSave, async (call) => ({
    version: await editions.savePlaybook(idOf(call), call.body, who(call)),
  }));
  register(http.questions, () => book.questions());
  register(http.questionsRead, () => editions.readQuestions());
  register(http.questionsSave, async (call) => ({ version: await editions.saveQuestions(call.body, who(call)) }));
}
