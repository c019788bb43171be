// On a call, the number of an answer chooses it: the hand that holds no telephone stays on the digits. Enter then sends.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) {
    return;
  }
  const answer = document.querySelector(`[data-digits] input[type="radio"][value="${event.key}"]`);
  if (answer) {
    answer.checked = true;
    answer.focus();
  }
});
