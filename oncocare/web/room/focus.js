// Where the focus goes when what has it goes: whoever works by keyboard keeps their place.
export function keepFocus(leaving, instead) {
  if (leaving.contains(document.activeElement)) {
    instead.focus();
  }
}
