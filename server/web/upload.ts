/** Files to the server, and answers that come line by line. */

import { me, Refusal } from './api.ts';

const headersOf = (type: string): Record<string, string> => ({
  'content-type': type,
  'x-tsunagi-csrf': me.value?.csrf ?? '',
});

/** Sends a file as it is. Rejects with a `Refusal`. */
export async function sendFile<Answer>(path: string, file: Blob): Promise<Answer> {
  const response = await ask(path, 'application/octet-stream', file);
  return (await response.json()) as Answer;
}

/** Posts, and gives each line of the answer as it comes. Rejects with a `Refusal`. */
export async function* postForLines<Line>(path: string, body: unknown): AsyncGenerator<Line> {
  const response = await ask(path, 'application/json', JSON.stringify(body));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Line;
  }
}

async function ask(path: string, type: string, body: BodyInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: headersOf(type),
      credentials: 'same-origin',
      body,
    });
  } catch {
    throw new Refusal(0, 'unreachable', 'The server cannot be reached.');
  }
  if (response.ok) return response;
  const { code, message, params } = (await response.json()).error;
  throw new Refusal(response.status, code, message, params);
}
