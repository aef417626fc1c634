import { api, call, send, type ApiError } from "@/lib/api";

/** Indexes what is new, or everything the first time; null, or why not. */
export async function updateRepo(repo: string, isIndexed: boolean): Promise<ApiError | null> {
  const path = isIndexed ? "/index/{repo}/diff" : "/index/{repo}/initial";
  return (await call(api.POST(path, { params: { path: { repo } }, body: {} }))).error;
}

export function disconnectRepo(repo: string): Promise<ApiError | null> {
  return send(api.DELETE("/repos/{repo}", { params: { path: { repo } } }));
}

export async function putThinking(repo: string, on: boolean): Promise<ApiError | null> {
  return (await call(api.PUT("/repos/{repo}/thinking", { params: { path: { repo } }, body: { on } }))).error;
}

/** Connects a repository and starts its indexing; its name, or why not. */
export async function connectRepo(source: string): Promise<{ name: string | null; error: ApiError | null }> {
  const connected = await call(api.POST("/repos", { body: { source } }));
  if (connected.error) return { name: null, error: connected.error };
  const { name } = connected.data;
  const run = await call(api.POST("/index/{repo}/initial", { params: { path: { repo: name } }, body: {} }));
  return { name, error: run.error };
}
