import Link from "next/link";

interface Props {
  repo: string;
  folder: string;
  addressOf: (folder: string) => string;
}

/** The way back up from the folder that is looked at. */
export function FolderPath({ repo, folder, addressOf }: Props) {
  const parts = folder ? folder.split("/") : [];
  return (
    <nav aria-label="Folder" className="min-w-0 text-[13px] wrap-anywhere">
      {parts.length === 0 ? <span className="font-medium">{repo}</span> : <Up href={addressOf("")}>{repo}</Up>}
      {parts.map((part, index) => {
        const path = parts.slice(0, index + 1).join("/");
        return (
          <span key={path}>
            <span className="text-soft"> / </span>
            {path === folder ? <span aria-current="page" className="font-medium">{part}</span> : <Up href={addressOf(path)}>{part}</Up>}
          </span>
        );
      })}
    </nav>
  );
}

function Up({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} scroll={false} className="text-accent hover:underline">
      {children}
    </Link>
  );
}
