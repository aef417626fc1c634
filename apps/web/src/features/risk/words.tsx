import { formatCount } from "@/lib/format";
import { capitalise } from "./features";
import { isMerelyLarge, type Node } from "./risk";

/** A file or a folder in words: where it is, how large, and both scores beside its rank by size. */
export function tellNode(node: Node) {
  const round = (percentile: number) => Math.round(percentile);
  return (
    <>
      <span className="font-mono font-medium wrap-anywhere">{node.path}{node.file ? "" : "/"}</span>{" "}
      <span className="text-soft">
        {node.file ? "" : `${formatCount(node.files, "file")}, `}
        {formatCount(node.lines, "line")}.
      </span>{" "}
      {node.file ? "" : "Highest in it: "}next bug {round(node.bug)}, review {round(node.review)}, size alone {round(node.size)}.
      {node.file && isMerelyLarge(node.file, "bug") ? " A large file: its size says about the same." : ""}
      {node.file?.reasons[0] ? <span className="text-soft"> {capitalise(node.file.reasons[0])}.</span> : null}
    </>
  );
}
