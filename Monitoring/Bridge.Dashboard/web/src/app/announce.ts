/** Says something to screen readers, politely; the shell holds the live region. */
export function announce(text: string): void {
  const region = document.getElementById('announcements');
  if (region) region.textContent = text;
}
