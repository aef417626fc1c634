"use client";

import {
  keepPreviousData,
  onlineManager,
  QueryClient,
  QueryClientProvider,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { FetchResponse, MaybeOptionalInit } from "openapi-fetch";
import type { PathsWithMethod } from "openapi-typescript-helpers";
import { useEffect, useState, type ReactNode } from "react";
import type { paths } from "@repochat/api-client";
import { api, readError, type ApiError } from "./api";
import { BACK } from "./connection";

type Path = PathsWithMethod<paths, "get">;
type Init<At extends Path> = MaybeOptionalInit<paths[At], "get">;
type Data<At extends Path> = paths[At] extends { get: infer Operation extends Record<string | number, unknown> }
  ? NonNullable<FetchResponse<Operation, Init<At>, `${string}/${string}`>["data"]>
  : never;

interface GetOptions {
  /** Milliseconds from one reading to the next while the page is looked at; false: only once. */
  everyMs?: number | false;
  /** Whether what was read for other parameters stays until the new answer comes. */
  keepsOld?: boolean;
  /** Milliseconds for which an answer counts as new; Infinity for what never changes, as lines at a commit. */
  freshMs?: number;
  isEnabled?: boolean;
}

/** What can be read, kept for the whole page: the parts that ask for the same get one answer. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createQueries);
  useEffect(() => {
    const readAnew = () => void client.invalidateQueries();
    window.addEventListener(BACK, readAnew);
    return () => window.removeEventListener(BACK, readAnew);
  }, [client]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function createQueries(): QueryClient {
  onlineManager.setOnline(true); // this machine's server answers without a network
  return new QueryClient({
    defaultOptions: { queries: { networkMode: "always", retry: false, staleTime: 2_000 }, mutations: { networkMode: "always" } },
  });
}

/** The answer of `GET path`. It is read anew when the page is looked at again, and when the server is back. */
export function useGet<At extends Path>(path: At, init: Init<At>, options: GetOptions = {}) {
  const { everyMs = false, keepsOld = false, freshMs, isEnabled = true } = options;
  const found = useQuery<Data<At>, ApiError>({
    queryKey: [path, init],
    queryFn: ({ signal }) => read(path, init, signal),
    refetchInterval: everyMs,
    enabled: isEnabled,
    ...(freshMs === undefined ? {} : { staleTime: freshMs }),
    ...(keepsOld ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    data: found.data ?? null,
    error: found.error,
    isLoading: found.isLoading,
    isFetching: found.isFetching,
    reload: () => found.refetch().then(() => undefined),
  };
}

async function read<At extends Path>(path: At, init: Init<At>, signal: AbortSignal): Promise<Data<At>> {
  const ask = api.GET as unknown as (path: At, init: object) => Promise<{ data?: Data<At>; error?: unknown }>;
  let answer: { data?: Data<At>; error?: unknown };
  try {
    answer = await ask(path, { ...(init as object), signal });
  } catch (problem) {
    if (signal.aborted) throw problem;
    throw readError(null) as unknown;
  }
  if (answer.data === undefined) throw readError(answer.error) as unknown;
  return answer.data;
}

/**
 * A change: `send` makes the call, and what was read of `changes` (paths) is read anew once it is through.
 *
 * `send` throws nothing: it answers as `call` and `send` of lib/api do.
 */
export function useChange<Input, Outcome>(send: (input: Input) => Promise<Outcome>, changes: readonly Path[]) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: send,
    onSettled: () => Promise.all(changes.map((path) => queries.invalidateQueries({ queryKey: [path] }))),
  });
  return { change: change.mutateAsync, isBusy: change.isPending };
}

/** Reads anew all that is shown of these paths, or everything. */
export function useRefresh(): (paths?: readonly Path[]) => Promise<void> {
  const queries = useQueryClient();
  return async (chosen) => {
    if (chosen) await Promise.all(chosen.map((path) => queries.invalidateQueries({ queryKey: [path] })));
    else await queries.invalidateQueries();
  };
}
