// The editor of a condition: questions and answers instead of JSON. The text area stays the form's value, so the form
// works as any other; the sentence comes from the server, from the code that explains lists to citizens.
(() => {
  const GREATEST_DEPTH = 4;
  const loaded = new Map();

  function load(url) {
    if (!loaded.has(url)) {
      loaded.set(url, fetch(url, { headers: { Accept: "application/json" } }).then((response) => response.json()));
    }
    return loaded.get(url);
  }

  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  }

  function choose(label, choices, chosen, changed) {
    const select = make("select", { ariaLabel: label });
    for (const [value, text] of choices) {
      select.append(make("option", { value, textContent: text, selected: value === chosen }));
    }
    select.addEventListener("change", () => changed(select.value));
    return select;
  }

  // Inside the editor a condition is {not, question, op, value} or {not, join, of}.
  function opened(json) {
    if (json.not !== undefined) {
      const inner = opened(json.not);
      return { ...inner, not: !inner.not };
    }
    if (json.all || json.any) {
      return { not: false, join: json.all ? "all" : "any", of: (json.all || json.any).map(opened) };
    }
    return { not: false, question: json.q, op: json.op, value: json.value };
  }

  function closed(node) {
    const inner = node.join
      ? { [node.join]: node.of.map(closed) }
      : { q: node.question, op: node.op, value: node.value };
    return node.not ? { not: inner } : inner;
  }

  class ConditionController extends window.StimulusModule.Controller {
    static targets = ["json", "sentence", "editor", "plain"];
    static values = { url: String };

    async connect() {
      this.plainTarget.open = false;
      const { questions, words } = await load(this.urlValue);
      this.questions = questions;
      this.byId = new Map(questions.map((question) => [question.id, question]));
      this.words = words;
      this.read();
      this.jsonTarget.addEventListener("change", () => this.read());
    }

    read() {
      let json;
      try {
        json = JSON.parse(this.jsonTarget.value || '{"always": true}');
      } catch {
        this.plainTarget.open = true;
        return;
      }
      if (json.always || Object.keys(json).length === 0) {
        this.root = { not: false, join: "always", of: [] };
      } else {
        const node = opened(json);
        this.root = node.join && !node.not ? node : { not: false, join: "all", of: [node] };
      }
      this.draw();
      this.say();
    }

    changed() {
      const { root } = this;
      const json = root.join === "always" || root.of.length === 0 ? { always: true } : closed(root);
      this.jsonTarget.value = JSON.stringify(json);
      this.jsonTarget.dispatchEvent(new Event("input", { bubbles: true }));
      this.draw();
      this.say();
    }

    draw() {
      const focused = [...this.editorTarget.querySelectorAll("select, input, button")].indexOf(document.activeElement);
      this.editorTarget.replaceChildren(this.group(this.root, 1));
      if (focused >= 0) {
        this.editorTarget.querySelectorAll("select, input, button")[focused]?.focus();
      }
    }

    async say() {
      const response = await fetch(this.urlValue, {
        method: "POST",
        headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
        body: new URLSearchParams({ condition: this.jsonTarget.value }),
      });
      const { sentence, faults } = await response.json();
      this.sentenceTarget.textContent = faults.length ? faults.join(" ") : sentence;
      this.sentenceTarget.classList.toggle("condition__sentence--wrong", faults.length > 0);
    }

    group(node, depth) {
      const { words } = this;
      const box = make("div", { className: "condition__group", role: "group", ariaLabel: words.group });
      const joins = [["all", words.all], ["any", words.any]];
      if (depth === 1) {
        joins.unshift(["always", words.always]);
      }
      box.append(
        choose(words.group, joins, node.join, (join) => {
          node.join = join;
          if (join !== "always" && node.of.length === 0) {
            node.of.push(this.fresh());
          }
          this.changed();
        }),
      );
      if (node.join === "always") {
        return box;
      }
      const list = make("ul", { className: "condition__list" });
      node.of.forEach((child, index) => list.append(this.item(node, child, index, depth)));
      const actions = make("div", { className: "condition__actions" }, this.button(words.add, () => node.of.push(this.fresh())));
      if (depth < GREATEST_DEPTH - 1) {
        actions.append(
          this.button(words.add_group, () =>
            node.of.push({ not: false, join: node.join === "all" ? "any" : "all", of: [this.fresh()] }),
          ),
        );
      }
      box.append(list, actions);
      return box;
    }

    item(parent, node, index, depth) {
      const { words } = this;
      const item = make("li", { className: "condition__item" });
      const truth = [["yes", words.holds], ["no", words.holds_not]];
      item.append(
        choose(words.truth, truth, node.not ? "no" : "yes", (value) => {
          node.not = value === "no";
          this.changed();
        }),
      );
      item.append(...(node.join ? [this.group(node, depth + 1)] : this.leaf(node)));
      item.append(this.button(words.remove, () => parent.of.splice(index, 1)));
      return item;
    }

    leaf(node) {
      const { words } = this;
      const question = this.byId.get(node.question);
      const choices = this.questions.map(({ id, text }) => [id, text]);
      if (!question) {
        choices.unshift([node.question, `${words.unknown}: ${node.question}`]);
      }
      const asked = choose(words.question, choices, node.question, (id) => {
        Object.assign(node, this.fresh(id));
        this.changed();
      });
      asked.className = "condition__question";
      const parts = [asked];
      if (question) {
        parts.push(...this.answers(node, question));
      }
      return parts;
    }

    answers(node, question) {
      const { words } = this;
      if (question.type === "bool") {
        const yes = node.op === "ne" ? !node.value : node.value;
        const said = [["true", words.yes], ["false", words.no]];
        return [choose(words.answer, said, String(yes), (value) => this.put(node, "eq", value === "true"))];
      }
      if (question.type === "int") {
        const ops = ["gte", "lte", "eq", "ne", "gt", "lt"].map((op) => [op, words.ops[op]]);
        const number = make("input", { type: "number", value: node.value, ariaLabel: words.answer });
        number.addEventListener("change", () => this.put(node, node.op, Number.parseInt(number.value, 10) || 0));
        return [choose(words.compare, ops, node.op, (op) => this.put(node, op, node.value)), number];
      }
      const isAny = node.op === "in" || node.op === "includes_any";
      const chosen = new Set(isAny ? node.value : [node.value]);
      const box = make("div", { className: "condition__answers", role: "group", ariaLabel: words.answer });
      for (const option of question.options) {
        const tick = make("input", { type: "checkbox", checked: chosen.has(option.value) });
        tick.addEventListener("change", () => {
          tick.checked ? chosen.add(option.value) : chosen.delete(option.value);
          const kept = question.options.map(({ value }) => value).filter((value) => chosen.has(value));
          if (question.type === "multi") {
            this.put(node, "includes_any", kept);
          } else if (kept.length === 1) {
            this.put(node, node.op === "ne" ? "ne" : "eq", kept[0]);
          } else {
            node.not = node.op === "ne" ? !node.not : node.not;
            this.put(node, "in", kept);
          }
        });
        box.append(make("label", {}, tick, option.label));
      }
      if (question.type === "enum" && !isAny) {
        const ops = [["eq", words.ops.eq], ["ne", words.ops.ne]];
        return [choose(words.compare, ops, node.op, (op) => this.put(node, op, node.value)), box];
      }
      return [make("span", { textContent: words.one_of }), box];
    }

    put(node, op, value) {
      node.op = op;
      node.value = value;
      this.changed();
    }

    fresh(id = this.questions[0]?.id) {
      const question = this.byId.get(id);
      const first = question?.options[0]?.value;
      const start = {
        bool: { op: "eq", value: true },
        int: { op: "gte", value: 1 },
        enum: { op: "eq", value: first },
        multi: { op: "includes_any", value: [first] },
      }[question?.type || "bool"];
      return { not: false, question: id, ...start };
    }

    button(text, pressed) {
      const button = make("button", { type: "button", className: "condition__button", textContent: text });
      button.addEventListener("click", () => {
        pressed();
        this.changed();
      });
      return button;
    }
  }

  window.wagtail.app.register("condition", ConditionController);
})();
