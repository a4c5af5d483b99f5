// Keys of the desk. Everything works without them; they rest in fields, and one button turns them off.
(() => {
  "use strict";
  const OFF = "desk-keys-off";
  const bar = document.querySelector("[data-keys]");
  const button = document.querySelector("[data-keys-switch]");
  const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const remember = (off) => { try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* private windows keep nothing */ } };

  const show = () => {
    document.body.classList.toggle("no-keys", isOff());
    if (button) button.textContent = isOff() ? button.dataset.off : button.dataset.on;
  };
  if (bar) bar.hidden = false;
  if (button) button.addEventListener("click", () => { remember(!isOff()); show(); });
  show();

  const open = document.querySelector("[data-line][aria-current]");
  const line = open && open.closest(".desk-line");
  if (line && line.scrollHeight > line.clientHeight) line.scrollTop = open.closest("li").offsetTop - line.clientHeight / 3;

  const writes = (element) => element.matches("input, textarea, select, [contenteditable]");

  const move = (step) => {
    const rows = [...document.querySelectorAll("[data-line]")];
    if (!rows.length) return false;
    let at = rows.indexOf(document.activeElement);
    if (at < 0) at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const to = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    to.focus();
    return true;
  };

  const press = (key) => {
    // Of several with the same key (a result for each procedure), that of the one with the focus, else the first.
    const all = [...document.querySelectorAll("[data-key]")].filter((each) => each.dataset.key === key);
    const inside = document.activeElement && document.activeElement.closest("[data-matter]");
    const target = all.find((each) => inside && inside.contains(each)) || all[0];
    if (!target) return false;
    if (target.matches("input")) { target.focus(); target.select(); } else target.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
    if (writes(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const inLine = event.target === document.body || event.target.matches("[data-line], .notices");
    const done =
      event.key === "ArrowDown" && inLine ? move(1)
      : event.key === "ArrowUp" && inLine ? move(-1)
      : press(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (done) event.preventDefault();
  });
})();
