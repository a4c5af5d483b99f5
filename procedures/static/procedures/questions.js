// What the editors of conditions and of answers share: the questions to choose from, and small controls.
(() => {
  const loaded = new Map();

  function load(url) {
    if (!loaded.has(url)) {
      loaded.set(
        url,
        fetch(url, { headers: { Accept: "application/json" } })
          .then((response) => response.json())
          .then(({ groups, words }) => {
            const all = groups.flatMap(({ questions }) => questions);
            return { groups, words, byId: new Map(all.map((question) => [question.id, question])) };
          }),
      );
    }
    return loaded.get(url);
  }

  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    const { data = {}, ...rest } = properties;
    Object.assign(element, rest);
    Object.assign(element.dataset, data);
    element.append(...children);
    return element;
  }

  function option([value, text], chosen) {
    return make("option", { value, textContent: text, selected: value === chosen });
  }

  function choose(label, choices, chosen, changed, key) {
    const select = make("select", { ariaLabel: label, data: { key } });
    select.append(...choices.map((choice) => option(choice, chosen)));
    select.addEventListener("change", () => changed(select.value));
    return select;
  }

  // A question, by the guide that asks it. One that does not exist any more stays to be seen, and is named.
  function chooseQuestion({ groups, words, byId }, chosen, changed, key) {
    const select = make("select", { ariaLabel: words.question, className: "condition__question", data: { key } });
    if (!chosen) {
      select.append(option(["", words.choose], ""));
    } else if (!byId.has(chosen)) {
      select.append(option([chosen, `${words.unknown}: ${chosen}`], chosen));
    }
    for (const { title, questions } of groups) {
      const group = make("optgroup", { label: title });
      group.append(...questions.map(({ id, text }) => option([id, text.replace(/^¿/, "")], chosen)));
      select.append(group);
    }
    select.addEventListener("change", () => changed(select.value));
    return select;
  }

  function tick(label, checked, changed, key) {
    const box = make("input", { type: "checkbox", checked, data: { key } });
    box.addEventListener("change", () => changed(box.checked));
    return make("label", {}, box, label);
  }

  function button(text, label, pressed, key) {
    const made = make("button", { type: "button", className: "condition__button", textContent: text, data: { key } });
    if (label) {
      made.ariaLabel = label;
    }
    made.addEventListener("click", pressed);
    return made;
  }

  // Draw again, and put the focus where it was, or on the control named by `next`.
  function redraw(target, element, next) {
    const active = target.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    target.replaceChildren(element);
    const key = next || active;
    if (key && (next || active)) {
      target.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
    }
  }

  // Several conditions of one page are asked about in one call.
  let waiting = [];
  function say(url, condition) {
    return new Promise((resolve) => {
      waiting.push({ condition, resolve });
      if (waiting.length > 1) {
        return;
      }
      setTimeout(async () => {
        const asked = waiting;
        waiting = [];
        const body = new URLSearchParams(asked.map((one) => ["condition", one.condition]));
        const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        const response = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body });
        const { said } = await response.json();
        asked.forEach((one, index) => one.resolve(said[index]));
      }, 40);
    });
  }

  window.questionEditing = { load, make, choose, chooseQuestion, tick, button, redraw, say };
})();
