import { draw } from "./icons";

/** Icons of the code browser, drawn as the others are. */
export const FileIcon = draw(<path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3" />);
export const FolderIcon = draw(<path d="M2 4h4l1.5 1.5H14V13H2z" />);
export const FolderOpenIcon = draw(<path d="M2 13V4h4l1.5 1.5H13v2M2 13l2-5.5h10.5L12.5 13z" />);
export const LinkIcon = draw(<path d="M4 2.5h5l3 3v8H4zM6 11c0-2 1-3 3.5-3M8 6.5 9.5 8 8 9.5" />);
export const SubmoduleIcon = draw(<path d="M2.5 2.5h11v11h-11zM6 6h4v4H6z" />);
export const RightIcon = draw(<path d="m6 4 4 4-4 4" />);
export const OutlineIcon = draw(<path d="M2.5 3.5h6M5.5 8h8M5.5 12.5h5M2.5 6v6.5M2.5 8h1" />);
export const BlameIcon = draw(<path d="M8 3a2.3 2.3 0 1 1 0 4.6A2.3 2.3 0 0 1 8 3M3.5 13.5c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4" />);
export const HistoryIcon = draw(<path d="M3 5.2A5.6 5.6 0 1 1 2.5 8M2.5 2.5v3h3M8 5v3.2l2.2 1.3" />);
export const ReferencesIcon = draw(<path d="M6 4.5H3v7h10v-7h-3M8 8V2.5m0 5.5L6 6m2 2 2-2" />);
export const TreeIcon = draw(<path d="M2.5 3h11v10h-11zM6 3v10" />);
export const DiffIcon = draw(<path d="M5 3v6M2 6h6M8.5 12.5h5M4 13.5 12 2.5" />);
export const DefinitionIcon = draw(<path d="M3 3v6.5h8m0 0L8 6.5m3 3-3 3" />);
