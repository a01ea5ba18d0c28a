/* Says on /trust whether this tablet trusts us. The words are in the page; this shows the right ones. */

const box = document.querySelector("[data-check]");

/** "trusted", "passed_over" (a warning was clicked away, which is not enough), "not_yet" or "insecure". */
async function check() {
  const { address } = box.dataset;
  if (address && location.protocol === "http:") return (await answers(address)) ? "elsewhere" : "not_yet";
  if (!isSecureContext) return "insecure";
  return (await mayWorkOffline()) ? "trusted" : "passed_over";
}

/** Whether the browser lets a worker stay: it does not where somebody only clicked a warning away. */
async function mayWorkOffline() {
  if (!navigator.serviceWorker) return false;
  try {
    const worker = await navigator.serviceWorker.register("/static/js/trust/worker.js");
    await worker.unregister();
    return true;
  } catch {
    return false;
  }
}

/** Whether our https address can be asked at all: the browser refuses if it does not trust us. */
async function answers(address) {
  try {
    await fetch(`${address}/static/img/icon.svg`, { mode: "no-cors", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

async function show() {
  const found = await check();
  for (const one of box.querySelectorAll("[data-found]")) one.hidden = one.dataset.found !== found;
  box.dataset.check = found;
}

/* Somebody comes back from the settings of the tablet. */
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && show());
document.querySelector("[data-again]").addEventListener("click", show);
show();
