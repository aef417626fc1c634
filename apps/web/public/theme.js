// Loaded before the page is painted, so that a chosen theme never flashes. lib/theme.ts writes what is read here.
try {
  const theme = localStorage.getItem("repochat:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Where nothing may be stored, the system's theme holds.
}
