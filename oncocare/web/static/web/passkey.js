// Passkeys: the one part of signing in that needs a script. Where it cannot run, the pages offer the other ways.
"use strict";

(() => {
  if (!window.PublicKeyCredential) {
    return;
  }
  document.querySelectorAll("[data-no-passkey]").forEach((part) => { part.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      use(form);
    });
  });

  // Ask the browser to make ("create") or use ("get") a passkey, and send what it says.
  async function use(form) {
    const problem = form.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    try {
      const credential = await window.webauthnJSON[form.dataset.passkey](await optionsOf(form));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      problem.hidden = false;
      problem.focus();
    }
  }

  async function optionsOf(form) {
    if (form.dataset.options) {
      return JSON.parse(form.dataset.options);
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }
})();
