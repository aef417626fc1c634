import type { ReactNode } from "react";

/** Line icons of 16 pixels, drawn for this app. They are never the only name of what they stand for. */
export function draw(children: ReactNode) {
  return function Icon() {
    return (
      <svg
        aria-hidden="true"
        viewBox="0 0 16 16"
        className="size-4 shrink-0"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {children}
      </svg>
    );
  };
}

export const CopyIcon = draw(<path d="M5.5 5.5h7v8h-7zM3.5 10.5v-8h7" />);
export const DownloadIcon = draw(<path d="M8 2.5v7m0 0 3-3m-3 3-3-3M3 13h10" />);
export const RetryIcon = draw(<path d="M13 8a5 5 0 1 1-1.5-3.5M13 2.5v2.5h-2.5" />);
export const EditIcon = draw(<path d="m10.5 3 2.5 2.5L6 12.5l-3 .5.5-3z" />);
export const WhyIcon = draw(<path d="M2.5 4h8M2.5 8h11M2.5 12h5" />);
export const EyeIcon = draw(<path d="M1.5 8s2.5-4 6.5-4 6.5 4 6.5 4-2.5 4-6.5 4-6.5-4-6.5-4M8 6.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4" />);
export const UpIcon = draw(<path d="M5 7.5v5.5H3V7.5zm0 0 2.5-5c1 0 1.5.8 1.5 1.5v2.5h3c.7 0 1 .6.9 1.2l-.8 4c-.1.5-.5.8-1 .8H5" />);
export const DownIcon = draw(<path d="M5 8.5V3H3v5.5zm0 0 2.5 5c1 0 1.5-.8 1.5-1.5V9.5h3c.7 0 1-.6.9-1.2l-.8-4c-.1-.5-.5-.8-1-.8H5" />);
export const CloseIcon = draw(<path d="m4 4 8 8m0-8-8 8" />);
export const ListIcon = draw(<path d="M2.5 4h1m2.5 0h7.5M2.5 8h1m2.5 0h7.5M2.5 12h1m2.5 0h7.5" />);
export const PlusIcon = draw(<path d="M8 3v10M3 8h10" />);
export const TrashIcon = draw(<path d="M3 4.5h10M6.5 4.5V3h3v1.5m-5 0 .5 8.5h6l.5-8.5" />);
export const ShareIcon = draw(<path d="M8 9.5v-7m0 0L5.5 5M8 2.5 10.5 5M4 8v5h8V8" />);
export const AwayIcon = draw(<path d="M9 3h4v4m0-4L7.5 8.5M11 9.5V13H3V5h3.5" />);
export const StopIcon = draw(<path d="M2.5 8a5.5 5.5 0 1 1 11 0 5.5 5.5 0 0 1-11 0m1.7-3.8 7.6 7.6" />);
export const SpinIcon = draw(<path d="M8 2.5a5.5 5.5 0 1 1-5.5 5.5" />);
export const CheckIcon = draw(<path d="m3 8.5 3.5 3.5L13 4.5" />);
export const HomeIcon = draw(<path d="M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5M6.5 13V9.5h3V13" />);
export const ChatIcon = draw(<path d="M2.5 3.5h11v7.5H7L4 13.5V11H2.5zM5 6h6M5 8.5h4" />);
export const CodeIcon = draw(<path d="M5.5 4.5 2 8l3.5 3.5m5-7L14 8l-3.5 3.5M9 3.5l-2 9" />);
export const InsightIcon = draw(<path d="M6 11.5C4.6 10.7 3.8 9.3 3.8 7.7a4.2 4.2 0 0 1 8.4 0c0 1.6-.8 3-2.2 3.8zm0 2h4" />);
export const RiskIcon = draw(<path d="M8 2.5 14 13H2zM8 6.5v3m0 1.7v.1" />);
export const MapIcon = draw(<path d="M2.5 2.5h4.5v3.5H2.5zM9 2.5h4.5v3.5H9zM5.5 10h5v3.5h-5zM4.7 6v2H8m3.3-2v2H8m0 0v2" />);
export const EngineIcon = draw(<path d="M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4" />);
export const RunsIcon = draw(<path d="M2.5 8a5.5 5.5 0 1 1 11 0 5.5 5.5 0 0 1-11 0m5.5-3v3l2 1.5" />);
export const SettingsIcon = draw(<path d="M2.5 5h6m3 0h2m-11 6h2m3 0h6M8.5 5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0m-4 6a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0" />);
export const SearchIcon = draw(<path d="M3 7a4 4 0 1 1 8 0 4 4 0 0 1-8 0m7 3 3.5 3.5" />);
export const ThemeIcon = draw(<path d="M8 2.5a5.5 5.5 0 1 0 0 11zm0 0a5.5 5.5 0 0 1 0 11" />);
export const WrapIcon = draw(<path d="M2.5 4h11M2.5 8h9a2 2 0 0 1 0 4.5H8m0 0L9.8 11M8 12.5 9.8 14M2.5 12.5h3" />);
export const BranchIcon = draw(<path d="M4.5 5.5v5m0-5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3m0 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3m0-1.5c0-2 7-1 7-3.5m0 0a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3" />);
export const TagIcon = draw(<path d="M2.5 2.5h5l6 6-5 5-6-6zm2.7 2.6v.1" />);
export const PullIcon = draw(<path d="M4.5 5.5v5m0-5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3m0 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3m7 0V6.5a2 2 0 0 0-2-2H8m0 0L9.5 3M8 4.5 9.5 6m2 4.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3" />);
export const CommitIcon = draw(<path d="M1.5 8H5m6 0h3.5M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6" />);
export const OpenIcon = draw(<path d="m4.5 6.5 3.5 3.5 3.5-3.5" />);
export const MoreIcon = draw(<path d="M3.5 8v.01M8 8v.01M12.5 8v.01" strokeWidth="2.2" />);
export const KeysIcon = draw(<path d="M2 4.5h12v7H2zM4.5 7v.01M7 7v.01M9.5 7v.01M12 7v.01M5 9.3h6" />);
export const MenuIcon = draw(<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />);
export const LockIcon = draw(<path d="M4 7.5h8v6H4zm1.7 0V5.3a2.3 2.3 0 0 1 4.6 0v2.2" />);
export const SunIcon = draw(<path d="M5.2 8a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 0 0-5.6 0M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7m7.8 7.8.7.7m0-9.2-.7.7m-7.8 7.8-.7.7" />);
export const MoonIcon = draw(<path d="M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5" />);
export const FileIcon = draw(<path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3" />);
export const SymbolIcon = draw(<path d="M6 3C4.5 3 4.5 4 4.5 5.5S4 7.5 3 8c1 .5 1.5 1 1.5 2.5S4.5 13 6 13m4-10c1.5 0 1.5 1 1.5 2.5S12 7.5 13 8c-1 .5-1.5 1-1.5 2.5S11.5 13 10 13" />);
export const ArrowDownIcon = draw(<path d="M8 3v10m0 0 4-4m-4 4L4 9" />);
export const SwapIcon = draw(<path d="M2.5 5.5h10m0 0-2.5-2.5m2.5 2.5L10 8M13.5 10.5h-10m0 0L6 8m-2.5 2.5L6 13" />);
