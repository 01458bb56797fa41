// Passkeys: the browser makes one or signs with it, and the answer goes to the server in the page's own form.
import { startAuthentication, startRegistration } from "@simplewebauthn/browser";

for (const part of document.querySelectorAll("[data-passkey]")) {
  const optionsJSON = JSON.parse(part.dataset.passkey);
  part.querySelector("button").addEventListener("click", async () => {
    part.querySelector("[role=alert]").hidden = true;
    try {
      const answer = await (part.dataset.new ? startRegistration : startAuthentication)({ optionsJSON });
      part.querySelector("input").value = JSON.stringify(answer);
      part.closest("form").submit();
    } catch { // given up, none there, or another site's: the person is told, and may try again or choose another way
      part.querySelector("[role=alert]").hidden = false;
    }
  });
}
