/**
 * The one table of failures. The key is the code that crosses wires and is shown small below an error, to read out;
 * the value is the HTTP status that the server answers with. Texts for people are in the pages' translations.
 */
export const ERROR_CODES = {
  'request.invalid': 400,
  'request.too-large': 413,
  'request.timeout': 504,
  'request.cancelled': 499,
  'request.rate-limited': 429,
  'rpc.unknown-method': 404,
  'rpc.wrong-side': 403,
  'rpc.not-handled': 501,
  'rpc.closed': 503,
  'auth.required': 401,
  'auth.refused': 403,
  'auth.role': 403,
  'auth.confirm': 403,
  'auth.factor-missing': 403,
  'auth.factor-refused': 403,
  'auth.origin': 403,
  'auth.token-used': 410,
  'auth.link-withdrawn': 410,
  'auth.key-mismatch': 403,
  'auth.key-waiting': 403,
  'auth.key-removed': 410,
  'auth.key-revoked': 403,
  'setup.done': 404,
  'account.exists': 409,
  'settings.changed': 409,
  'ticket.not-found': 404,
  'ticket.claimed-by-other': 409,
  'ticket.wrong-state': 409,
  'ticket.changed': 409,
  'ticket.full': 409,
  'ticket.damaged': 500,
  'ticket.unheard': 409,
  'call-back.past': 400,
  'call-back.far': 400,
  'problem.not-found': 404,
  'problem.changed': 409,
  'problem.wrong-state': 409,
  'problem.damaged': 500,
  'developers.not-found': 404,
  'developers.changed': 409,
  'developers.wrong-state': 409,
  'handover.incomplete': 422,
  'handover.not-open': 409,
  'vendor.not-found': 404,
  'vendor.not-asked': 409,
  'vendor.not-agreed': 409,
  'code.refused': 403,
  'code.locked': 429,
  'code.taken': 409,
  'device.not-enrolled': 403,
  'device.unknown': 404,
  'device.offline': 409,
  'device.online': 409,
  'session.not-found': 404,
  'session.not-joined': 409,
  'session.ended': 410,
  'link.no-candidates': 504,
  'link.timeout': 504,
  'link.lost': 503,
  'link.transcript': 403,
  'link.version': 426,
  'link.flooded': 429,
  'identity.not-compared': 403,
  'identity.not-proven': 403,
  'consent.missing': 403,
  'consent.not-offered': 403,
  'consent.expired': 403,
  'consent.frozen': 423,
  'consent.refused': 403,
  'consent.cooling-down': 429,
  'consent.refused-for-session': 403,
  'consent.unanswered': 408,
  'consent.withdrawn': 410,
  'consent.asked-already': 409,
  'consent.too-early': 425,
  'consent.countersignature-missing': 409,
  'policy.forbidden': 403,
  'policy.outside-hours': 403,
  'policy.technician': 403,
  'policy.second-factor': 403,
  'policy.time-used-up': 403,
  'standing.not-found': 404,
  'standing.not-covered': 403,
  'standing.not-now': 409,
  'input.own-window': 403,
  'input.stale': 410,
  'input.unavailable': 503,
  'screen.not-chosen': 409,
  'screen.unavailable': 503,
  'screen.permission': 403,
  'shell.unavailable': 503,
  'shell.not-found': 404,
  'shell.too-many': 429,
  'diagnostics.unavailable': 503,
  'report.not-found': 404,
  'report.not-prepared': 409,
  'action.unavailable': 503,
  'action.not-granted': 403,
  'action.failed': 500,
  'action.nothing-to-do': 409,
  'fix.unavailable': 503,
  'fix.not-looked': 409,
  'fleet.not-found': 404,
  'attachment.not-found': 404,
  'attachment.type': 415,
  'attachment.full': 409,
  'crash-file.gone': 404,
  'crash-file.changed': 409,
  'crash-file.not-asked': 409,
  'article.not-found': 404,
  'article.changed': 409,
  'edition.changed': 409,
  'page.part-missing': 404,
  'trust.invalid': 422,
  'trust.older': 409,
  'ledger.append': 507,
  'ledger.invalid': 422,
  'storage.full': 507,
  'storage.read-only': 507,
  'storage.broken': 500,
  'secrets.unavailable': 503,
  'secrets.moved': 409,
  'environment.missing-program': 503,
  'environment.port-taken': 409,
  'environment.running-already': 409,
  'environment.not-secure': 409,
  internal: 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Facts for logs and for texts with gaps; values are plain data, never secrets. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

/** How a failure crosses a wire. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data?: ErrorContext | undefined;
}

/** The only error that the project throws on purpose. `message` says what, where and how to mend it, in English. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; context?: ErrorContext } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.context = options.context ?? {};
  }

  get status(): number {
    return ERROR_CODES[this.code];
  }

  toWire(): WireError {
    return Object.keys(this.context).length > 0
      ? { code: this.code, message: this.message, data: this.context }
      : { code: this.code, message: this.message };
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

/** Turns whatever was thrown into an AppError, keeping it as the cause. Used once at each boundary. */
export function toAppError(thrown: unknown, fallback: ErrorCode = 'internal'): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(fallback, message, { cause: thrown });
}
