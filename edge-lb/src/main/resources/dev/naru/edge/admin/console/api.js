// The admin API. Every change carries the header that a form of another site cannot send.

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

const TIMEOUT_MS = 15000;

export async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { "X-Naru-Console": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await answer.text();
  const json = text && (answer.headers.get("Content-Type") ?? "").includes("json") ? JSON.parse(text) : text;
  if (!answer.ok) throw new ApiError(answer.status, json?.detail ?? json?.title ?? `${answer.status} ${answer.statusText}`);
  return json;
}

const part = encodeURIComponent;
export const get = path => call("GET", path);
export const server = (upstream, name, change) => call("PATCH", `api/upstreams/${part(upstream)}/servers/${part(name)}`, change);
export const group = (upstream, name, change) => call("PATCH", `api/upstreams/${part(upstream)}/groups/${part(name)}`, change);
export const listener = (name, verb) => call("POST", `api/listeners/${part(name)}/${verb}`);
export const deployment = (id, verb) => call("POST", `api/deployments/${part(id)}/${verb}`);
export const start = wish => call("POST", "api/deployments", wish);
