import React, { useState, type ReactNode } from "react";
import * as Dialog from "@radix-ui/react-dialog";
import { formatBytes } from "../lib/format";
import styles from "./table.module.css";

interface RowProps<T> {
  item: T;
  /** Called with the row's item. */
  onSelect?: (item: T) => void;
  children?: ReactNode;
}

type Column<T> = { key: keyof T; title: string; render?: (item: T) => ReactNode };

const PAGE_SIZE = 50;

// A row knows nothing of its table.
function Row<T extends { id: string }>({ item, onSelect, children }: RowProps<T>) {
  const handleClick = () => onSelect?.(item);
  return (
    <tr className={styles.row} onClick={handleClick}>
      {children}
    </tr>
  );
}

/**
 * A table that pages its items.
 */
export const Table = <T extends { id: string }>({
  items,
  columns,
}: {
  items: T[];
  columns: Column<T>[];
}) => {
  const [page, setPage] = useState(0);
  const shown = items.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  if (shown.length === 0) {
    return <p>Nothing here.</p>;
  }
  return (
    <Dialog.Root>
      <table>
        <tbody>
          {shown.map((item) => (
            <Row key={item.id} item={item} onSelect={() => setPage(0)}>
              {columns.map((column) =>
                column.render ? column.render(item) : <Cell key={String(column.key)} value={item[column.key]} />,
              )}
            </Row>
          ))}
        </tbody>
      </table>
      <Pager total={items.length} page={page} />
    </Dialog.Root>
  );
};

const Cell = React.memo(function Cell({ value }: { value: unknown }) {
  return <td>{typeof value === "number" ? formatBytes(value) : String(value)}</td>;
});

export class Boundary extends React.Component<{ children: ReactNode }, { failed: boolean }> {
  state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  render() {
    return this.state.failed && !this.props.children ? null : this.props.children;
  }
}

export default function Pager(props: { total: number; page: number }) {
  const pages = Math.ceil(props.total / PAGE_SIZE);
  return (
    <nav>
      {pages > 1 && <span>{props.page + 1}</span>}
    </nav>
  );
}
