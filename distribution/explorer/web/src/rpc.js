// JSON-RPC and REST over fetch: nodes answer browsers directly (CORS).

/** Longest wait for one answer, in ms. */
const TIMEOUT = 15_000;

/** Calls in one request; the embedded node takes no more. */
const MOST_IN_BATCH = 20;

/** What a node answers with instead of a result. */
export class RpcError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

async function request(url, options) {
  try {
    return await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT) });
  } catch (e) {
    const why = e.name === 'TimeoutError' ? `no answer within ${TIMEOUT / 1000} s` : 'not reachable';
    throw new Error(`${url}: ${why}`);
  }
}

async function post(url, body) {
  const response = await request(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${url}: HTTP ${response.status}`);
  }
  return response.json();
}

function outcome(reply) {
  if (reply === undefined) {
    return new RpcError(-32603, 'the node left a call unanswered');
  }
  return reply.error ? new RpcError(reply.error.code, reply.error.message) : reply.result;
}

/** One node. */
export class Rpc {
  constructor(url) {
    this.url = url;
  }

  async call(method, ...params) {
    const result = outcome(await post(this.url, { jsonrpc: '2.0', id: 1, method, params }));
    if (result instanceof RpcError) {
      throw result;
    }
    return result;
  }

  /** Results in the order of the calls, an RpcError in the place of each that failed. */
  async all(calls) {
    const results = [];
    for (let from = 0; from < calls.length; from += MOST_IN_BATCH) {
      const part = calls
        .slice(from, from + MOST_IN_BATCH)
        .map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params }));
      const replies = await post(this.url, part);
      const byId = new Map((Array.isArray(replies) ? replies : []).map((reply) => [reply.id, reply]));
      part.forEach(({ id }) => results.push(outcome(byId.get(id))));
    }
    return results;
  }

  /** As call, but undefined where the node does not know the method or refuses. */
  async optional(method, ...params) {
    try {
      return await this.call(method, ...params);
    } catch (e) {
      if (e instanceof RpcError) {
        return undefined;
      }
      throw e;
    }
  }
}

/** JSON by GET. */
export async function get(url) {
  const response = await request(url, {});
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${url}: HTTP ${response.status}, no JSON`);
  }
  if (!response.ok) {
    throw new Error(`${url}: HTTP ${response.status} ${json.message ?? json.error ?? ''}`);
  }
  return json;
}

/** Text of a file beside the page, undefined if it is not there. */
export async function file(name) {
  const response = await request(name, {});
  return response.ok ? response.text() : undefined;
}
