/** Every error a request can end in. The codes are API: they are never renamed, only added to. */

export const errorCodes = {
  'missing-key': 401,
  'wrong-key': 401,
  'wrong-ticket': 401,
  'not-signed-in': 401,
  'sign-in-failed': 401,
  'sign-in-too-often': 429,
  'sign-in-busy': 429,
  'wrong-password': 403,
  'password-weak': 422,
  'wrong-origin': 403,
  'wrong-csrf': 403,
  'not-an-agent': 403,
  'only-accounts': 403,
  'set-up-done': 409,
  'wrong-set-up-word': 403,
  'only-demo': 403,
  'unknown-account': 404,
  'account-exists': 409,
  'account-invalid': 422,
  'last-admin': 409,
  'unknown-key': 404,
  'key-exists': 409,
  'role-too-low': 403,
  'other-tenant': 403,
  'unknown-route': 404,
  'unknown-topic': 404,
  'pages-not-built': 503,
  'unknown-queue': 404,
  'unknown-agent': 404,
  'unknown-call': 404,
  'unknown-target': 404,
  'no-decisions': 404,
  'unknown-tenant': 404,
  'unknown-campaign': 404,
  'unknown-person': 404,
  'unknown-attempt': 404,
  'unknown-list': 404,
  'unknown-upload': 404,
  'no-softphone': 404,
  'unknown-contact': 404,
  'unknown-script': 404,
  'unknown-faq': 404,
  'unknown-doubt': 404,
  'tenant-needed': 400,
  'campaign-invalid': 422,
  'table-unreadable': 422,
  'campaign-exists': 409,
  'campaign-not-so': 409,
  'result-invalid': 422,
  'contact-incomplete': 422,
  'steps-missing': 422,
  'answer-wrong': 422,
  'callback-not-understood': 422,
  'field-invalid': 422,
  'script-invalid': 422,
  'no-contact': 409,
  'contact-unsaved': 409,
  'no-script': 409,
  'script-not-so': 409,
  'doubt-answered': 409,
  'store-unusable': 503,
  'malformed-json': 400,
  'invalid-request': 400,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'unknown-pause-reason': 400,
  'unknown-class': 400,
  'unknown-skill': 400,
  'number-not-callable': 400,
  'phone-in-use': 409,
  'agent-in-call': 409,
  'agent-not-signed-in': 409,
  'agent-not-in-wrap-up': 409,
  'promise-not-open': 409,
  'not-shown': 409,
  'call-not-waiting': 409,
  'call-not-recorded': 409,
  'no-conversation': 409,
  'no-offer': 409,
  'consults-nobody': 409,
  'consults-already': 409,
  'consult-not-answered': 409,
  'agent-not-in-queue': 409,
  'no-supervision': 409,
  'talk-failed': 409,
  'not-possible': 409,
  'not-a-callback': 409,
  'router-full': 503,
  'switch-not-connected': 503,
  'softphone-unusable': 503,
  'switch-no-answer': 504,
  'config-invalid': 422,
  'config-not-from-files': 409,
  'config-changed': 409,
  'config-path': 400,
  'reload-running': 409,
  'explain-busy': 429,
  stopping: 503,
  'internal-error': 500,
} as const;
export type ErrorCode = keyof typeof errorCodes;

export type ErrorParams = Readonly<Record<string, unknown>>;

/**
 * A request that cannot be done. The message is one English sentence; `params` hold what it speaks
 * of.
 */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, message: string, params: ErrorParams = {}) {
    super(message);
    this.code = code;
    this.params = params;
  }

  get status(): number {
    return errorCodes[this.code];
  }

  get body(): ErrorBody {
    return { error: { code: this.code, message: this.message, params: this.params } };
  }
}

export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly params: ErrorParams;
  };
}
