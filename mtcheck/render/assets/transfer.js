// Decisions as files: handed out, taken in. What two reviewers say otherwise stays open, and both are shown.
"use strict";
(() => {
  const { data, made, keys, change } = desk;
  const { byId, on, toast, download, count } = page;

  function exportFile() {
    desk.save();
    download(`${data.stem}.decisions.json`, records.asFile([desk.asDocument()], data.signature));
    toast(`${count(made.size, "decision")} exported. “mtcheck decisions apply” reads the file.`);
  }

  async function importFile(file) {
    const documents = records.documentsOf(await file.text());
    const ours = documents?.filter((doc) => doc.sha256 === data.sha256 || (doc.path === data.path && doc.id === data.id));
    if (!ours?.length) {
      toast(documents ? `${file.name} holds no decisions on this article.` : `${file.name} holds no decisions of mtcheck.`, { lasting: true });
      return;
    }
    const strangers = [];
    const changed = new Map();
    let same = 0;
    for (const record of ours.flatMap(records.listOf)) {
      const found = desk.placed(record);
      if (!found) {
        strangers.push(record);
        continue;
      }
      const [n, theirs] = found;
      const before = changed.get(n) || made.get(n) || null;
      const after = records.merge(before, theirs);
      if (after === before) same += 1;
      else changed.set(n, before ? { ...after, place: after.place ?? before.place } : after);
    }
    desk.addStrangers(strangers);
    const conflicts = [...changed.values()].filter(records.isConflict).length;
    change([...changed]);
    desk.save();
    toast([
      `${file.name}: ${count(changed.size - conflicts, "decision")} taken over`,
      conflicts ? `${count(conflicts, "conflict")} left open for you to decide` : "",
      same ? `${same} here already` : "",
      strangers.length ? `${strangers.length} on suspects that this page does not have` : "",
    ].filter(Boolean).join(", ") + ".", { lasting: true, undo: changed.size ? desk.undo : null });
    if (conflicts) {
      desk.view.dec = "conflict";
      desk.showControls();
      desk.refresh();
    }
  }

  Object.assign(keys, {
    s: ["export the decisions", exportFile],
    f: ["import decisions from a file", () => byId("file").click()],
  });
  on("export", exportFile);
  on("import", () => byId("file").click());
  byId("file").addEventListener("change", async (event) => {
    for (const file of event.target.files) await importFile(file);
    event.target.value = "";
  });
})();
