// The editor of what an example person answers: a question, whose answer it is, the answer. The text area stays the
// form's value, in the form of the API: one value for the whole list, or a value for each person.
(() => {
  const EVERYBODY = "list";
  const { load, make, choose, chooseQuestion, tick, button, redraw } = window.questionEditing;

  class AnswersController extends window.StimulusModule.Controller {
    static targets = ["json", "editor", "plain"];
    static values = { url: String };

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
        json = JSON.parse(this.jsonTarget.value || "{}") || {};
      } catch {
        this.plainTarget.open = true;
        return;
      }
      this.rows = [];
      for (const [question, given] of Object.entries(json)) {
        const byPerson = given && typeof given === "object" && !Array.isArray(given) ? given : { [EVERYBODY]: given };
        for (const [person, value] of Object.entries(byPerson)) {
          this.rows.push({ question, person, value });
        }
      }
      this.draw();
    }

    changed(drawing = false, focus = undefined) {
      const json = {};
      for (const { question, person, value } of this.rows.filter((row) => row.question)) {
        const others = this.rows.some((row) => row.question === question && row.person !== EVERYBODY);
        if (others) {
          json[question] = { ...json[question], [person]: value };
        } else {
          json[question] = value;
        }
      }
      this.jsonTarget.value = JSON.stringify(json);
      this.jsonTarget.dispatchEvent(new Event("input", { bubbles: true }));
      if (drawing) {
        this.draw(focus);
      }
    }

    draw(focus) {
      const list = make("ul", { className: "condition__list" });
      this.rows.forEach((row, index) => list.append(this.item(row, index)));
      const added = () => {
        this.rows.push({ question: "", person: EVERYBODY, value: null });
        this.changed(true, `${this.rows.length - 1}-question`);
      };
      const actions = make("div", { className: "condition__actions" }, button(this.words.add, "", added, "add"));
      redraw(this.editorTarget, make("div", {}, list, actions), focus);
    }

    item(row, index) {
      const { words } = this;
      const question = this.asking.byId.get(row.question);
      const item = make("li", { className: "condition__item" });
      const asked = (id) => {
        const first = this.asking.byId.get(id);
        Object.assign(row, { question: id, value: { bool: true, int: 1, multi: [] }[first?.type] ?? null });
        row.person = first?.per_person ? row.person : EVERYBODY;
        this.changed(true);
      };
      item.append(chooseQuestion(this.asking, row.question, asked, `${index}-question`));
      if (question?.per_person || row.person !== EVERYBODY) {
        const people = [[EVERYBODY, words.everybody], ...words.people];
        const whose = (person) => {
          row.person = person;
          this.changed();
        };
        item.append(choose(words.whose, people, row.person, whose, `${index}-whose`));
      }
      if (question) {
        item.append(...this.answer(row, question, index));
      }
      const removed = () => {
        this.rows.splice(index, 1);
        this.changed(true, "add");
      };
      item.append(button(words.remove, `${words.remove}: ${question?.text || ""}`, removed, `${index}-remove`));
      return item;
    }

    // Every answer but a date and several options is one of a few: "they do not know" is always among them.
    answer(row, question, index) {
      const { words } = this;
      const key = `${index}-answer`;
      const put = (value) => {
        row.value = value;
        this.changed();
      };
      if (question.type === "bool") {
        const said = [["true", words.yes], ["false", words.no], ["null", words.not_known]];
        return [choose(words.answer, said, String(row.value), (value) => put(JSON.parse(value)), key)];
      }
      if (question.type === "enum") {
        const said = [["", words.not_known], ...question.options.map(({ value, label }) => [value, label])];
        if (row.value && !said.some(([value]) => value === row.value)) {
          said.push([row.value, row.value]);
        }
        return [choose(words.answer, said, row.value ?? "", (value) => put(value || null), key)];
      }
      if (question.type === "multi") {
        const chosen = new Set(row.value || []);
        const box = make("div", { className: "condition__answers", role: "group", ariaLabel: words.answer });
        for (const { value, label } of question.options) {
          const ticked = (checked) => {
            checked ? chosen.add(value) : chosen.delete(value);
            put(question.options.map((one) => one.value).filter((one) => chosen.has(one)));
          };
          box.append(tick(label, chosen.has(value), ticked, `${key}-${value}`));
        }
        return [box];
      }
      const type = question.type === "date" ? "date" : "number";
      const field = make("input", { type, value: row.value ?? "", ariaLabel: words.answer, data: { key } });
      const typed = () => (type === "date" ? field.value : Number.parseInt(field.value, 10));
      field.addEventListener("input", () => put(field.value === "" ? null : typed()));
      return [field];
    }
  }

  window.wagtail.app.register("answers", AnswersController);
})();
