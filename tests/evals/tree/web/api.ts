/** Calls of the lending desk's HTTP interface. */

export interface LoanView {
  title: string;
  due: string;
  renewals: number;
}

const RETRIES_MAX = 3;

/** Fetches JSON and tries again when the network fails. */
export async function fetchJson<T>(path: string, retries = RETRIES_MAX): Promise<T> {
  try {
    const response = await fetch(path, { headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as T;
  } catch (error) {
    if (retries === 0) throw error;
    return fetchJson<T>(path, retries - 1);
  }
}

export const listLoans = (member: string): Promise<LoanView[]> =>
  fetchJson(`/loans?member=${encodeURIComponent(member)}`);
