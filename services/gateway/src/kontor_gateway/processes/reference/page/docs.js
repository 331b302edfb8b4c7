// The page of the API: renders the merged OpenAPI document; everything is text, nothing is markup.
"use strict";
const german = navigator.language.toLowerCase().startsWith("de");
const words = german
  ? { filter: "Filtern", token: "Zugangstoken", parameters: "Parameter", body: "Inhalt", answers: "Antworten",
      send: "Senden", required: "erforderlich", failed: "Die Beschreibung konnte nicht geladen werden.", silent: "Schweigt gerade: " }
  : { filter: "Filter", token: "Access token", parameters: "Parameters", body: "Body", answers: "Answers",
      send: "Send", required: "required", failed: "The description could not be loaded.", silent: "Silent at the moment: " };
document.documentElement.lang = german ? "de" : "en";
for (const node of document.querySelectorAll("[data-text]")) node.textContent = words[node.dataset.text];

const make = (tag, text, name) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (name) node.className = name;
  return node;
};
const resolved = (schema, api) =>
  schema && schema.$ref ? api.components.schemas[schema.$ref.split("/").pop()] || {} : schema || {};
const typeOf = (schema, api) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map((one) => typeOf(one, api)).join(" | ");
  if (schema.type === "array") return typeOf(schema.items, api) + "[]";
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  return [schema.type, schema.format].filter(Boolean).join(" ");
};
const fields = (schema, api) => {
  const table = make("table");
  const found = resolved(schema, api);
  for (const [name, field] of Object.entries(found.properties || {})) {
    const row = make("tr");
    row.append(make("td", name), make("td", typeOf(field, api), "muted"),
      make("td", (found.required || []).includes(name) ? words.required : ""), make("td", field.description || "", "muted"));
    table.append(row);
  }
  return table;
};
const tryIt = (method, path, operation) => {
  const form = make("div");
  const target = make("input"); target.value = path; target.size = 60; target.setAttribute("aria-label", "URL");
  const body = make("textarea"); body.rows = 5; body.setAttribute("aria-label", words.body); if (!operation.requestBody) body.hidden = true;
  const button = make("button", words.send);
  const answer = make("pre"); answer.hidden = true;
  button.addEventListener("click", async () => {
    const headers = {};
    const token = document.getElementById("token").value.trim();
    if (token) headers.Authorization = "Bearer " + token;
    if (!["get", "head"].includes(method)) { headers["Idempotency-Key"] = crypto.randomUUID(); headers["X-Kontor-Csrf"] = "1"; }
    if (!body.hidden && body.value) headers["Content-Type"] = "application/json";
    answer.hidden = false; answer.textContent = "…";
    try {
      const got = await fetch(target.value, { method: method.toUpperCase(), headers, body: headers["Content-Type"] ? body.value : undefined });
      const text = await got.text();
      let shown = text;
      try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it is */ }
      answer.textContent = got.status + "\n" + shown;
    } catch (fault) { answer.textContent = String(fault); }
  });
  form.append(target, make("br"), body, make("br"), button, answer);
  return form;
};
const operationNode = (method, path, operation, api) => {
  const node = make("details");
  const summary = make("summary");
  summary.append(make("span", method.toUpperCase(), "method"), make("span", path, "path"), make("span", operation.summary || "", "muted"));
  node.append(summary);
  node.dataset.words = (method + " " + path + " " + (operation.summary || "")).toLowerCase();
  node.addEventListener("toggle", () => {
    if (!node.open || node.children.length > 1) return;
    const inside = make("div", undefined, "inside");
    if (operation.description) inside.append(make("p", operation.description));
    if (operation.parameters) {
      inside.append(make("h3", words.parameters));
      const table = make("table");
      for (const one of operation.parameters) {
        const row = make("tr");
        row.append(make("td", one.name), make("td", one.in, "muted"), make("td", typeOf(one.schema, api), "muted"), make("td", one.required ? words.required : ""));
        table.append(row);
      }
      inside.append(table);
    }
    const content = operation.requestBody && operation.requestBody.content["application/json"];
    if (content) inside.append(make("h3", words.body), fields(content.schema, api));
    inside.append(make("h3", words.answers));
    for (const [status, answer] of Object.entries(operation.responses || {})) {
      const media = Object.values(answer.content || {})[0];
      inside.append(make("p", status + " " + (answer.description || "") + " " + typeOf(media && media.schema, api)));
    }
    inside.append(tryIt(method, path, operation));
    node.append(inside);
  });
  return node;
};
fetch("/api/v1/openapi.json").then(async (got) => {
  const api = await got.json();
  const main = document.getElementById("operations");
  const missing = got.headers.get("x-kontor-missing");
  if (missing) main.append(make("p", words.silent + missing));
  for (const tag of api.tags) {
    main.append(make("h2", tag.name));
    for (const [path, item] of Object.entries(api.paths))
      for (const [method, operation] of Object.entries(item))
        if ((operation.tags || [])[0] === tag.name) main.append(operationNode(method, path, operation, api));
  }
  document.getElementById("filter").addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase();
    for (const node of main.querySelectorAll("details")) node.hidden = !node.dataset.words.includes(wanted);
  });
}).catch(() => { document.getElementById("operations").textContent = words.failed; });
