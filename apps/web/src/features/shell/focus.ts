/** Puts the focus on what the screen is about, without a ring around it and without scrolling; false while it is not there. */
export function focusMain(): boolean {
  const main = document.querySelector<HTMLElement>("main");
  if (!main) return false;
  if (!main.hasAttribute("tabindex")) main.tabIndex = -1;
  main.style.outline = "none";
  main.focus({ preventScroll: true });
  return document.activeElement === main;
}
