"use client";

import { Dialog } from "radix-ui";
import type { ReactNode } from "react";

/** Over the page: the whole of a small screen, the upper middle of a large one. */
export function PaletteFrame({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex flex-col overflow-hidden bg-panel sm:inset-x-4 sm:top-[10vh] sm:bottom-auto sm:mx-auto sm:max-h-[76vh] sm:max-w-3xl 2xl:max-w-4xl sm:rounded-xl sm:border sm:border-line sm:shadow-2xl"
        >
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
