// The editor of a condition: questions and answers instead of JSON. The text area stays the form's value, so the form
// works as any other; the sentence comes from the server, from the code that explains lists to citizens.
(() => {
  const GREATEST_DEPTH = 3;
  const OPPOSITE = { eq: "ne", ne: "eq", gte: "lt", lt: "gte", lte: "gt", gt: "lte" };
  const NUMBER_OPS = ["eq", "ne", "gte", "lte", "gt", "lt"];
  const { load, make, choose, chooseQuestion, tick, button, redraw, say } = window.questionEditing;

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
    let inner = { q: node.question, op: node.op, value: node.value };
    if (node.join) {
      inner = node.of.length === 1 ? closed(node.of[0]) : { [node.join]: node.of.map(closed) };
    }
    return node.not ? { not: inner } : inner;
  }

  class ConditionController extends window.StimulusModule.Controller {
    static targets = ["json", "sentence", "editor", "plain"];
    static values = { url: String, nothing: String };

    async connect() {
      this.plainTarget.open = false;
      this.asking = await load(this.urlValue);
      this.words = this.asking.words;
      this.read();
      this.jsonTarget.addEventListener("change", () => this.read());
    }

    read() {
      let json;
      try {
        json = JSON.parse(this.jsonTarget.value || "null") || { always: true };
      } catch {
        this.plainTarget.open = true;
        return;
      }
      if (json.always) {
        this.root = { not: false, join: "always", of: [] };
      } else {
        const node = opened(json);
        this.root = node.join ? node : { not: false, join: "all", of: [node] };
      }
      this.draw();
      this.say();
    }

    // Keep what was chosen; draw again only when there are other controls than before.
    changed(drawing = false, focus = undefined) {
      const { root } = this;
      const json = root.join === "always" || root.of.length === 0 ? { always: true } : closed(root);
      this.jsonTarget.value = JSON.stringify(json);
      this.jsonTarget.dispatchEvent(new Event("input", { bubbles: true }));
      if (drawing) {
        this.draw(focus);
      }
      this.say();
    }

    draw(focus) {
      redraw(this.editorTarget, this.group(this.root, "r", 1), focus);
    }

    async say() {
      const asked = this.jsonTarget.value || '{"always": true}';
      const { sentence, faults } = await say(this.urlValue, asked);
      if (asked !== (this.jsonTarget.value || '{"always": true}')) {
        return; // it has changed since
      }
      const isNothing = !sentence && !faults.length;
      const nothing = this.nothingValue === "never" ? this.words.never_said : this.words.always_said;
      this.sentenceTarget.textContent = faults.length ? faults.join(" ") : sentence || nothing;
      this.sentenceTarget.classList.toggle("condition__sentence--wrong", faults.length > 0);
      this.sentenceTarget.classList.toggle("condition__sentence--nothing", isNothing);
      this.dispatch("said", { bubbles: true });
      // The heading of the row that this condition is in says it too; Wagtail writes it when the row is toggled.
      const row = this.element.closest("[data-streamfield-child]");
      row?.querySelector("[data-panel-toggle]")?.dispatchEvent(new CustomEvent("wagtail:panel-toggle"));
    }

    group(node, key, depth) {
      const { words } = this;
      const box = make("div", { className: "condition__group", role: "group", ariaLabel: words.group });
      const joins = [["all", words.all], ["any", words.any], ["not_all", words.not_all], ["not_any", words.not_any]];
      if (depth === 1) {
        joins.unshift(["always", this.nothingValue === "never" ? words.never : words.always]);
      }
      const now = node.not ? `not_${node.join}` : node.join;
      box.append(
        choose(
          words.group,
          joins,
          now,
          (join) => {
            const drawing = node.join === "always" || join === "always";
            Object.assign(node, { not: join.startsWith("not_"), join: join.replace("not_", "") });
            if (node.join !== "always" && node.of.length === 0) {
              node.of.push(this.fresh(""));
            }
            this.changed(drawing);
          },
          `${key}-join`,
        ),
      );
      if (node.join === "always") {
        return box;
      }
      const list = make("ul", { className: "condition__list" });
      node.of.forEach((child, index) => list.append(this.item(node, child, index, `${key}-${index}`, depth)));
      const actions = make("div", { className: "condition__actions" });
      const added = `${key}-${node.of.length}`;
      actions.append(
        button(
          words.add,
          "",
          () => {
            node.of.push(this.fresh(""));
            this.changed(true, `${added}-question`);
          },
          `${key}-add`,
        ),
      );
      if (depth < GREATEST_DEPTH) {
        const grouped = () => {
          node.of.push({ not: false, join: node.join === "all" ? "any" : "all", of: [this.fresh("")] });
          this.changed(true, `${added}-join`);
        };
        actions.append(button(words.add_group, "", grouped, `${key}-add-group`));
      }
      box.append(list, actions);
      return box;
    }

    item(parent, node, index, key, depth) {
      const { words } = this;
      const item = make("li", { className: node.join ? "condition__item condition__item--group" : "condition__item" });
      item.append(...(node.join ? [this.group(node, key, depth + 1)] : this.leaf(node, key)));
      const what = node.join ? words.group : this.asking.byId.get(node.question)?.text || words.question;
      const removed = () => {
        parent.of.splice(index, 1);
        this.changed(true, `${key.slice(0, key.lastIndexOf("-"))}-add`);
      };
      item.append(button(words.remove, `${words.remove}: ${what}`, removed, `${key}-remove`));
      return item;
    }

    leaf(node, key) {
      const question = this.asking.byId.get(node.question);
      const asked = chooseQuestion(
        this.asking,
        node.question,
        (id) => {
          Object.assign(node, this.fresh(id));
          this.changed(true);
        },
        `${key}-question`,
      );
      return question ? [asked, ...this.answers(node, question, key)] : [asked];
    }

    answers(node, question, key) {
      const { words } = this;
      const put = (op, value, not = false) => {
        Object.assign(node, { op, value, not });
        this.changed();
      };
      if (question.type === "bool") {
        const yes = (node.op === "ne") !== node.not ? !node.value : node.value;
        const said = [["true", words.yes], ["false", words.no]];
        return [choose(words.answer, said, String(yes), (value) => put("eq", value === "true"), `${key}-answer`)];
      }
      if (question.type === "int" && node.op !== "in") {
        const number = make("input", { type: "number", value: node.value ?? "", ariaLabel: words.answer });
        number.dataset.key = `${key}-answer`;
        const shown = () => (node.not ? OPPOSITE[node.op] : node.op);
        const typed = () => (number.value === "" ? null : Number.parseInt(number.value, 10));
        number.addEventListener("input", () => put(shown(), typed()));
        const ops = NUMBER_OPS.map((op) => [op, words.ops[op]]);
        return [choose(words.compare, ops, shown(), (op) => put(op, typed()), `${key}-compare`), number];
      }
      return this.options(node, question, key, put);
    }

    // One ticked answer is "is", several are "is one of": the sentence above says which.
    options(node, question, key, put) {
      const { words } = this;
      const isMulti = question.type === "multi";
      let isNot = isMulti ? node.not : node.not !== (node.op === "ne");
      const chosen = new Set(Array.isArray(node.value) ? node.value : [node.value]);
      const known = question.options.map(({ value, label }) => [value, label]);
      const gone = [...chosen].filter((value) => value !== null && !known.some(([one]) => one === value));
      const offered = [...known, ...gone.map((value) => [value, String(value)])];
      const keep = () => {
        const kept = offered.map(([value]) => value).filter((value) => chosen.has(value));
        if (isMulti) {
          put("includes_any", kept, isNot);
        } else if (kept.length === 1) {
          put(isNot ? "ne" : "eq", kept[0]);
        } else {
          put("in", kept, isNot);
        }
      };
      const ops = isMulti
        ? [["is", words.ops.includes], ["not", words.ops.includes_not]]
        : [["is", words.ops.eq], ["not", words.ops.ne]];
      const compared = (value) => {
        isNot = value === "not";
        keep();
      };
      const box = make("div", { className: "condition__answers", role: "group", ariaLabel: words.answer });
      for (const [value, label] of offered) {
        const ticked = (checked) => {
          checked ? chosen.add(value) : chosen.delete(value);
          keep();
        };
        box.append(tick(label, chosen.has(value), ticked, `${key}-answer-${value}`));
      }
      return [choose(words.compare, ops, isNot ? "not" : "is", compared, `${key}-compare`), box];
    }

    fresh(id) {
      const start = {
        bool: { op: "eq", value: true },
        int: { op: "gte", value: 1 },
        enum: { op: "in", value: [] },
        multi: { op: "includes_any", value: [] },
      }[this.asking.byId.get(id)?.type || "bool"];
      return { not: false, question: id, ...start };
    }
  }

  window.wagtail.app.register("condition", ConditionController);
})();
