import type { Schemas } from "./api";

/** What the API tells of thinking: a typed mirror until its endpoints are in the generated client. */
export type Insight = Schemas["InsightShape"];
export type Evidence = Schemas["EvidenceShape"];
export type Severity = Insight["severity"];
export type InsightKind = Insight["kind"];
export type InsightStatus = Insight["status"];
export type InsightState = Insight["state"];
export type InsightCounts = Schemas["InsightCountsShape"];
export type Rule = Schemas["RuleShape"];
export type Verdict = Schemas["VerdictInput"]["verdict"];
export type DismissReason = NonNullable<Schemas["VerdictInput"]["reason"]>;

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
  resource: string;
  unit: string;
  per_day: number;
  capacity: number;
  level: number;
  reserved: number;
  used_today: number;
  full_at: string | null;
}

export interface RunShort {
  id: string;
  thought: string;
  trigger: string;
  level: string;
  status: string;
  outcome: string | null;
  summary: string;
  asked: Record<string, number>;
  used: Record<string, number> | null;
  progress: Record<string, unknown>;
  worker: string;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}

export interface Waiting {
  id: string;
  thought: string;
  trigger: string;
  target: Record<string, unknown>;
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
  spend_today: Record<string, number>;
  attention: { per_day: number };
  running: RunShort[];
  waiting: Waiting[];
  waiting_count: number;
  parked: { id: string; thought: string; reason: string; failures: Record<string, unknown>[]; parked_at: string | null }[];
  last: RunShort[];
}

export interface EngineStatus {
  at: string;
  kill_switch: { on: boolean; reason: string };
  is_enabled: boolean;
  workers: number;
  slots: number;
  running_count: number;
  waiting_count: number;
  tenant: { buckets: Bucket[]; spend_today: Record<string, number> };
  repos: RepoStatus[];
  is_cut: boolean;
}

export interface Arm {
  thought: string;
  level: string;
  pulls: number;
  cpu_minutes: number;
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
