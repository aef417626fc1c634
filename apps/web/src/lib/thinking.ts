/** What the API tells of thinking, by short names. */
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

export type Amounts = Schemas["AmountsShape"];
export type ThoughtRun = Schemas["ThinkingRunShape"];
export type ThoughtRunDetail = Schemas["ThinkingRunDetail"];
export type RunLine = Schemas["LogLineShape"];
export type Bucket = Schemas["GaugeShape"];
export type RunShort = Schemas["RunShort"];
export type RepoStatus = Schemas["LearningRepo"];
export type EngineStatus = Schemas["LearningStatusShape"];

export type RiskFile = Schemas["RiskFileShape"];
export type RiskMoment = Schemas["RiskMapShape"];
export type RiskMap = Schemas["RiskShape"];
export type RiskFeature = Schemas["RiskFeatureShape"];
export type RiskFunction = Schemas["RiskFunctionShape"];
export type RiskFileDetail = Schemas["RiskFileDetail"];

export type MapEvidence = Schemas["MapEvidence"];
export type MapModule = Schemas["MapModule"];
export type RepoMap = Schemas["MapShape"];
