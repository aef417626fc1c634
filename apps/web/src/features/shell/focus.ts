/** Puts the focus on what the screen is about, without a ring around it and without scrolling. */
export function focusMain(): void {
  const main = document.querySelector<HTMLElement>("main");
  if (!main) return;
  if (!main.hasAttribute("tabindex")) main.tabIndex = -1;
  main.style.outline = "none";
  main.focus({ preventScroll: true });
}
