/** Whether anything works on this screen's contents. It does not: that part is not built. */
export function ThinkingState({ repo }: { repo: string | null }) {
  return (
    <p className="max-w-prose text-[13px] text-soft">
      Thinking, the work in the background that fills this screen, is not part of this version. Nothing looks at{" "}
      {repo ?? "a repository"} by itself but indexing, and nothing on this page is made up.
    </p>
  );
}
