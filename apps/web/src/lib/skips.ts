interface Skip {
  label: string;
  why: string;
  /** Somebody meant this file to be read, and it could not be. */
  isUnread?: boolean;
}

const SKIPS: Record<string, Skip> = {
  binary: { label: "Binary", why: "No text: images, archives, compiled code." },
  too_large: { label: "Too large", why: "Over the bound for one file.", isUnread: true },
  generated: { label: "Generated", why: "A program wrote it: its source is read instead." },
  minified: { label: "Minified", why: "Packed for machines, not written by people." },
  vendored: { label: "Vendored", why: "Copied from another project." },
  lock_file: { label: "Lock file", why: "Lists versions of packages; a program wrote it." },
  lfs_pointer: { label: "Large file storage", why: "Only a pointer is in git, not the file.", isUnread: true },
  submodule: { label: "Submodule", why: "Another repository: connect it by itself." },
  symlink: { label: "Symbolic link", why: "Leads to a file that is read where it is." },
  undecodable: { label: "Unreadable text", why: "Its bytes are no text in a known encoding.", isUnread: true },
  undecodable_path: { label: "Unreadable name", why: "Its name is no text in UTF-8.", isUnread: true },
  excluded: { label: "Excluded", why: "The repository's own rules leave it out." },
  empty: { label: "Empty", why: "There is nothing in it." },
  missing: { label: "Missing", why: "Git names it but does not have it.", isUnread: true },
};

/** Why a file is not indexed, in words; a reason that this page does not know yet keeps its name. */
export function describeSkip(reason: string): { label: string; why: string } {
  return SKIPS[reason] ?? { label: reason.replaceAll("_", " "), why: "" };
}

export function isUnread(reason: string): boolean {
  return SKIPS[reason]?.isUnread ?? false;
}
