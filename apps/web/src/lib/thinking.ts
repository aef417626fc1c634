import type { Schemas } from "./api";

/** What the API tells of thinking: a typed mirror until its endpoints are in the generated client. */
export type Severity = "info" | "low" | "medium" | "high" | "critical";
export type InsightKind = "smell" | "hypothesis" | "review" | "risk" | "map" | "dependency" | "secret";
export type InsightStatus = "hypothesis" | "reproduced" | "minimised" | "verified" | "accepted" | "rejected" | "duplicate";
export type InsightState = "new" | "persisting" | "moved" | "fixed" | "suppressed" | "expired";
export type FeedFilter = "open" | "notified" | "waiting" | "fixed" | "dismissed" | "shadow" | "all";
export type DismissReason = "wrong" | "wont_fix" | "not_now" | "noise" | "duplicate";
export type Verdict =
  | "opened"
  | "useful"
  | "not_useful"
  | "dismissed"
  | "accepted"
  | "rejected"
  | "duplicate"
  | "restored"
  | "asked";

export interface Evidence {
  kind: "quote" | "repro" | "commit";
  why: string;
  url?: string | null;
  text?: string;
  sha?: string;
  path?: string;
  start_line?: number;
  end_line?: number;
  argv?: string[];
  artifact?: string;
}

export interface Insight {
  id: string;
  repo: string;
  repo_id: string;
  identity: string;
  thought: string;
  kind: InsightKind;
  rule: string;
  title: string;
  body: string;
  severity: Severity;
  confidence: number;
  cwe: string;
  status: InsightStatus;
  state: InsightState;
  falsifier: string;
  sha: string;
  path: string;
  symbol: string;
  start_line: number;
  end_line: number;
  evidence: Evidence[];
  details: Record<string, unknown>;
  value: number;
  notified_at: string | null;
  suppression: { reason: string; note: string; by: string; until: string | null } | null;
  fixed_by: string;
  run_id: string | null;
  first_sha: string;
  first_seen_at: string;
  last_seen_at: string;
  votes: { useful: number; not_useful: number };
  mine: string | null;
}

export interface InsightCounts {
  by_severity: Record<string, number>;
  by_kind: Record<string, number>;
  by_state: Record<string, number>;
  shown: number;
  waiting: number;
}

export interface InsightList {
  insights: Insight[];
  counts: InsightCounts;
  next_after: string | null;
}

export interface Rule {
  rule: string;
  useful: number;
  not_useful: number;
  state: "active" | "shadow" | "off";
  changed_by: string;
  changed_at: string;
}

export interface Amounts {
  cpu_s: number;
  gpu_s: number;
  memory_bytes: number;
  io_bytes: number;
  model_tokens: number;
  usd: number;
}

export interface RunTarget {
  sha?: string;
  base?: string | null;
  pull_number?: number | null;
  paths?: string[];
  subject?: string;
}

export interface ThoughtRun {
  id: string;
  repo: string;
  repo_id: string;
  proposal_id: string;
  attempt: number;
  thought: string;
  version: number;
  trigger: string;
  target: RunTarget;
  level: string;
  status: "queued" | "running" | "done" | "failed" | "cancelled" | "lost";
  outcome: "changed" | "nothing" | "unknown" | null;
  reused_from: string | null;
  summary: string;
  asked: Amounts;
  used: Amounts | null;
  policy: string;
  propensity: number;
  reward: number | null;
  progress: { done?: number; total?: number; what?: string };
  error: { kind: string; message: string; hint: string } | null;
  worker: string;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  seconds: number | null;
  cancel_requested: boolean;
}

export interface RunLine {
  number: number;
  at: string;
  text: string;
}

export interface RunArtifact {
  name: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  url: string;
}

export interface ThoughtRunDetail extends ThoughtRun {
  inputs: Record<string, unknown>;
  context: Record<string, unknown>;
  log: RunLine[];
  log_is_cut: boolean;
  artifacts: RunArtifact[];
}

export interface Bucket {
  resource: "cpu_s" | "gpu_s" | "model_tokens" | "io_bytes" | "usd";
  unit: string;
  per_day: number;
  capacity: number;
  level: number;
  reserved: number;
  used_today: number;
  full_at: string | null;
}

export interface Waiting {
  id: string;
  thought: string;
  trigger: string;
  target: RunTarget;
  reason_code: string;
  reason: string;
  asked_by: string;
  since: string;
  not_before: string;
  priority: number;
  attempts: number;
}

export interface RepoStatus {
  repo: string;
  repo_id: string;
  on: boolean;
  is_stopped: boolean;
  thoughts: string[];
  quiet_hours: { zone: string; days: number[]; from: string; until: string } | null;
  quiet_until: string | null;
  buckets: Bucket[];
  spend_today: Amounts;
  attention: { per_day: number; shown_today: number; waiting: number };
  running: ThoughtRun[];
  waiting: Waiting[];
  waiting_count: number;
  parked: { id: string; thought: string; reason: string; failures: number }[];
  last: ThoughtRun[];
}

export interface EngineStatus {
  at: string;
  kill_switch: { on: boolean; reason: string };
  is_enabled: boolean;
  workers: number;
  slots: number;
  running_count: number;
  waiting_count: number;
  tenant: { buckets: Bucket[]; spend_today: Amounts };
  repos: RepoStatus[];
  is_cut: boolean;
}

export interface Arm {
  thought: string;
  level: string;
  pulls: number;
  mean: number;
  low: number;
  high: number;
  share: number;
}

export type RiskFile = Schemas["RiskFileShape"];
export type RiskMoment = Schemas["RiskMapShape"];
export type RiskMap = Schemas["RiskShape"];
export type RiskFeature = Schemas["RiskFeatureShape"];
export type RiskFunction = Schemas["RiskFunctionShape"];
export type RiskFileDetail = Schemas["RiskFileDetail"];

export type MapEvidence = Schemas["MapEvidence"];
export type MapModule = Schemas["MapModule"];
export type RepoMap = Schemas["MapShape"];
