// The condition of a closed row, in words: beside the other words of the row, and nothing where there is no condition.
(() => {
  const Widget = window.telepath.constructors["wagtail.widgets.Widget"];

  class ConditionWidget extends Widget {
    render(...args) {
      const bound = super.render(...args);
      bound.getTextLabel = () => {
        const sentence = bound.input.closest(".condition")?.querySelector(".condition__sentence");
        const isSaid = sentence?.textContent && !sentence.classList.contains("condition__sentence--nothing");
        return isSaid ? ` · ${sentence.textContent.replace(/\.$/, "")}` : "";
      };
      return bound;
    }
  }

  window.telepath.register("procedures.ConditionWidget", ConditionWidget);
})();
