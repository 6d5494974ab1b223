export * from './assignment/choose-person.ts';
export * from './assignment/offer-state.ts';
export * from './assignment/plan-offers.ts';
export { fileNameOf } from './attachments/file-name.ts';
export { TextProbe, textOf } from './attachments/text-probe.ts';
export * from './calls/call-back.ts';
export * from './calls/call-note.ts';
export * from './case/by-itself.ts';
export * from './case/case-model.ts';
export * from './case/case-refusal.ts';
export * from './case/edits.ts';
export * from './case/entry-limit.ts';
export * from './case/handover-rules.ts';
export * from './case/next-step.ts';
export * from './case/prefilled-answers.ts';
export * from './case/priority.ts';
export * from './case/question-flaws.ts';
export * from './case/questionnaire.ts';
export * from './case/status-rules.ts';
export * from './case/tags.ts';
export * from './case/tasks.ts';
export * from './case/ticket-case.ts';
export * from './case/unheard.ts';
export * from './crash-files/crash-ask.ts';
export { crashKindOf, holdsPacked } from './crash-files/crash-kind.ts';
export { wordsIn } from './crash-files/words-in.ts';
export * from './developers/developer-issue.ts';
export * from './developers/developers-question.ts';
export * from './developers/fix-line.ts';
export * from './developers/ticket-developers.ts';
export * from './editions/edition.ts';
export * from './fleet/alert-state.ts';
export * from './fleet/device-filter.ts';
export * from './fleet/device-order.ts';
export * from './fleet/pages.ts';
export * from './fleet/scan-target.ts';
export * from './fleet/schedule.ts';
export * from './handover/handover-file.ts';
export { type Article, articlesIn, parseArticle } from './kb/article.ts';
export { type ArticleHtmlOptions, articleHtml } from './kb/article-html.ts';
export { ARTICLE_SECTIONS, type ArticleFlaw, articleFlaws, MAX_STEPS } from './kb/article-rules.ts';
export { kbTexts } from './kb/kb-texts.ts';
export { learnFromTicket, type SolvedTicket } from './kb/learn-from-ticket.ts';
export { type DiffLine, lineDiff } from './kb/line-diff.ts';
export {
  type ArticleLink,
  linkedArticles,
  type MarkdownToken,
  type MarkdownTokens,
  pictureOf,
  picturesOf,
  plainText,
  readMarkdown,
  safeHref,
} from './kb/markdown.ts';
export { Suggester } from './kb/suggest.ts';
export { isForm, isNear, searchWords } from './kb/words.ts';
export * from './mail/mail-rules.ts';
export * from './notices/notice-channels.ts';
export * from './notices/notice-rules.ts';
export * from './notices/quiet-hours.ts';
export * from './notices/ticket-news.ts';
export * from './opening-hours.ts';
export * from './playbooks/fitting.ts';
export * from './playbooks/playbook-flaws.ts';
export * from './playbooks/playbook-run.ts';
export * from './playbooks/spoken.ts';
export * from './practice.ts';
export { type CaseFacts, caseFacts } from './problems/case-facts.ts';
export * from './problems/draft-signature.ts';
export * from './problems/match.ts';
export * from './problems/problem-state.ts';
export * from './problems/spread.ts';
export * from './problems/trend.ts';
export * from './queue.ts';
export { articlesOfReply, fillReply, type ReplyValues } from './replies/fill-reply.ts';
export { mentioned, type WriteTrigger, writeTrigger } from './replies/write-triggers.ts';
export * from './ticket-model.ts';
export * from './ticket-rules.ts';
export * from './ticket-state.ts';
export * from './today/solved-by-tier.ts';
export * from './user-side/reply-news.ts';
export * from './user-side/user-may.ts';
export * from './user-side/user-questions.ts';
export * from './vendors/vendor-hand.ts';
export * from './vendors/vendor-package.ts';
export * from './visibility/audience.ts';
export * from './visibility/seen-by.ts';
export * from './visibility/visibility-table.ts';
export * from './watching/handed-on.ts';
