// What a closed panel holds, in one line under its heading: what was chosen and written in it, as it stands now.
(() => {
  const GREATEST_LENGTH = 240;

  function clean(text) {
    return (text || "").replace(/\s+/g, " ").trim();
  }

  // The heading of a row says its words, if it is a row of several fields; else the field itself does.
  function row(child) {
    const heading = clean(child.querySelector("[data-panel-heading-text]")?.textContent);
    return heading || single(child.querySelector("select:not([name$='-type']), input:not([type=hidden]), textarea"));
  }

  function single(input) {
    if (!input) {
      return "";
    }
    if (input.type === "checkbox" || input.type === "radio") {
      return input.checked ? clean(input.labels?.[0]?.textContent) : "";
    }
    if (input.tagName === "SELECT") {
      return input.value ? clean(input.selectedOptions[0]?.textContent) : "";
    }
    return clean(input.value);
  }

  function said(field) {
    const condition = field.querySelector(":scope .condition");
    const stream = field.querySelector("[data-streamfield-stream-container]");
    if (stream) {
      const rows = [...stream.children].filter((child) => child.matches("[data-streamfield-child]") && !child.hidden);
      const kept = rows.filter((child) => child.querySelector("input[name$='-deleted']")?.value !== "1");
      const words = kept.map(row).filter(Boolean).join("; ");
      return kept.length > 1 ? `${kept.length}: ${words}` : words;
    }
    if (condition) {
      const sentence = condition.querySelector(".condition__sentence:not(.condition__sentence--nothing)");
      return clean(sentence?.textContent).replace(/\.$/, "");
    }
    const inputs = [...field.querySelectorAll("select, input:not([type=hidden]), textarea")];
    const isTicked = inputs.length === 1 && inputs[0].type === "checkbox";
    if (isTicked) {
      const name = field.closest("[data-field-wrapper], .w-panel__wrapper")?.querySelector("label")?.textContent;
      return inputs[0].checked ? clean(name) : "";
    }
    return inputs.map(single).filter(Boolean).join(", ");
  }

  class SummaryController extends window.StimulusModule.Controller {
    static values = { empty: String };

    connect() {
      this.toggle = this.element.querySelector("[data-panel-toggle]");
      this.line = document.createElement("p");
      this.line.className = "panel-summary";
      this.element.querySelector(".w-panel__header").after(this.line);
      this.toggle.addEventListener("wagtail:panel-toggle", () => this.write());
      this.element.addEventListener("condition:said", () => this.writeSoon());
      this.writeSoon();
    }

    writeSoon() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.write(), 150);
    }

    write() {
      const isClosed = this.toggle.getAttribute("aria-expanded") === "false";
      this.line.hidden = !isClosed;
      if (isClosed) {
        const fields = [...this.element.querySelectorAll(":scope > .w-panel__content [data-field]")];
        const own = fields.filter((field) => !field.parentElement.closest("[data-field]"));
        const words = own.map(said).filter(Boolean).join(" · ");
        this.line.textContent = words.slice(0, GREATEST_LENGTH) || this.emptyValue;
        this.line.classList.toggle("panel-summary--empty", !words);
      }
    }
  }

  window.wagtail.app.register("summary", SummaryController);
})();
