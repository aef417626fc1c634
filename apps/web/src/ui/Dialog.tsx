"use client";

import { Dialog as Radix } from "radix-ui";
import { useRef, type ReactNode } from "react";
import { IconButton } from "./IconButton";
import { CloseIcon } from "./icons";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** A sentence under the title; it is read out with it. */
  description?: ReactNode;
  size?: "narrow" | "wide";
  children: ReactNode;
}

const SIZES = { narrow: "max-w-md", wide: "max-w-2xl" } as const;

/** A window over the page. Escape and the page behind close it; the focus stays within, and goes back afterwards. */
export function Dialog({ isOpen, onClose, title, description, size = "narrow", children }: Props) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          ref={content}
          onOpenAutoFocus={(event) => {
            event.preventDefault(); // rather the whole than the button that closes it; a field has it already
            content.current?.focus();
          }}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={`fixed top-[12dvh] left-1/2 z-50 flex max-h-[76dvh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-xl border border-line bg-panel shadow-2xl outline-none ${SIZES[size]}`}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1 space-y-1">
              <Radix.Title className="text-base font-semibold wrap-anywhere">{title}</Radix.Title>
              {description && <Radix.Description className="text-sm text-soft">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" className="-mt-1 -mr-2">
                <CloseIcon />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-auto px-5 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
