import type { AnchorHTMLAttributes } from "react";

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & {
  href: string;
  /** Follows the address within the page. */
  onGo: (address: string) => void;
};

/** A link that is followed within the page, and opens in a new tab or window as links do. */
export function GoLink({ href, onGo, ...rest }: Props) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onGo(href);
      }}
    />
  );
}
