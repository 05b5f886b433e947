/** Every error a request can end in. The codes are API: they are never renamed, only added to. */

export const errorCodes = {
  'missing-key': 401,
  'wrong-key': 401,
  'wrong-ticket': 401,
  'role-too-low': 403,
  'other-tenant': 403,
  'unknown-route': 404,
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
  'tenant-needed': 400,
  'campaign-invalid': 422,
  'campaign-exists': 409,
  'campaign-not-so': 409,
  'result-invalid': 422,
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
  'call-not-waiting': 409,
  'call-not-recorded': 409,
  'not-a-callback': 409,
  'router-full': 503,
  'switch-not-connected': 503,
  'config-invalid': 422,
  'config-not-from-files': 409,
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
