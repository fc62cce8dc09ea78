// Roles are written out where rows become cards: a browser may take them from the layout, and then a screen reader hears no table.
const roles: readonly (readonly [string, string])[] = [
  ['table', 'table'], ['thead, tbody, tfoot', 'rowgroup'], ['tr', 'row'], ['thead th', 'columnheader'], ['tbody th, tfoot th', 'rowheader'], ['td', 'cell'],
];

// What a cell says that has nothing to say: in a card there is no column to keep it for.
const blank: readonly string[] = ['', '–', 'nothing'];

/** Writes the name of its column to every cell, for where the heading is out of sight. */
export function labelCells(frame: HTMLElement): void {
  const names = [...frame.querySelectorAll('thead th')].map(heading => (heading.querySelector('.visually-hidden') ? '' : (heading.textContent ?? '')));
  for (const row of frame.querySelectorAll('tbody tr')) {
    [...row.children].forEach((cell, index) => {
      set(cell, 'data-label', names[index] ?? '');
      cell.toggleAttribute('data-blank', cell.tagName === 'TD' && blank.includes((cell.textContent ?? '').trim()));
    });
  }

  for (const [selector, role] of roles) for (const element of frame.querySelectorAll(selector)) set(element, 'role', role);
}

function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Measured as a table each time: what became cards is a table again once there is room. */
export function stackIfTooWide(frame: HTMLElement): void {
  frame.classList.remove('is-cards');
  // A pixel is a matter of rounding.
  if (frame.scrollWidth > frame.clientWidth + 1) frame.classList.add('is-cards');
}
