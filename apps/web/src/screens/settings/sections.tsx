"use client";

import { AccountSection } from "@/features/settings/AccountSection";
import { AuditSection } from "@/features/settings/AuditSection";
import { BranchesSection } from "@/features/settings/BranchesSection";
import { EmbeddingSection } from "@/features/settings/EmbeddingSection";
import { FollowingSection } from "@/features/settings/FollowingSection";
import { GithubSection } from "@/features/settings/GithubSection";
import { KeysSection } from "@/features/settings/KeysSection";
import { KillSwitchSection } from "@/features/settings/KillSwitchSection";
import { MembersSection } from "@/features/settings/MembersSection";
import { ModelSection } from "@/features/settings/ModelSection";
import { PullsSection } from "@/features/settings/PullsSection";
import type { SectionId } from "@/features/settings/sections";
import { ThinkingSection } from "@/features/settings/ThinkingSection";

/** A section that is about one repository. */
export function RepoSection({ section, repo }: { section: SectionId; repo: string }) {
  switch (section) {
    case "model":
      return <ModelSection repo={repo} />;
    case "embedding":
      return <EmbeddingSection repo={repo} />;
    case "branches":
      return <BranchesSection repo={repo} />;
    case "following":
      return <FollowingSection repo={repo} />;
    case "thinking":
      return <ThinkingSection repo={repo} />;
    default:
      return <PullsSection repo={repo} />;
  }
}

/** A section about you, or about the whole installation. */
export function WholeSection({ section }: { section: SectionId }) {
  switch (section) {
    case "keys":
      return <KeysSection />;
    case "members":
      return <MembersSection />;
    case "github":
      return <GithubSection />;
    case "audit":
      return <AuditSection />;
    case "kill-switch":
      return <KillSwitchSection />;
    default:
      return <AccountSection />;
  }
}
