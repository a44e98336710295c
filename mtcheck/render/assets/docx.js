// A Word file with tracked changes: a zip of a few XML parts, stored as they are.
"use strict";
const docx = (() => {
  const TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const P = "http://schemas.openxmlformats.org/package/2006";
  const O = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml";
  const SIZES = { h2: 32, h3: 26 };

  // XML has no place for control characters and lone surrogates.
  const plain = (text) => text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  const xml = (text) => plain(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

  function run(text, tag, size) {
    const look = size ? `<w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr>` : "";
    return `<w:r>${look}<w:${tag} xml:space="preserve">${xml(text)}</w:${tag}></w:r>`;
  }

  function write(paragraphs) {
    const comments = [];
    let id = 0;

    function piece({ kind, text, reviewer, time, comment }, size) {
      if (!kind) return run(text, "t", size);
      id += 1;
      const by = `w:id="${id}" w:author="${xml(reviewer || "reviewer")}" w:date="${xml((time || "").slice(0, 19) || "2000-01-01T00:00:00")}Z"`;
      const change = `<w:${kind} ${by}>${run(text, kind === "del" ? "delText" : "t", size)}</w:${kind}>`;
      if (!comment || comments.some((each) => each.text === comment)) return change;
      comments.push({ by, text: comment });
      return `<w:commentRangeStart w:id="${id}"/>${change}<w:commentRangeEnd w:id="${id}"/><w:r><w:commentReference w:id="${id}"/></w:r>`;
    }

    const body = paragraphs.map(({ tag, pieces }) => {
      const level = tag === "h2" ? 0 : tag === "h3" ? 1 : -1;
      const look = level >= 0 ? `<w:pPr><w:outlineLvl w:val="${level}"/></w:pPr>` : tag === "li" ? '<w:pPr><w:ind w:left="360"/></w:pPr>' : "";
      const runs = pieces.map((each) => piece(each, SIZES[tag])).join("");
      return `<w:p>${look}${runs}</w:p>`;
    }).join("");
    const noted = comments.map(({ by, text }) => `<w:comment ${by}><w:p>${run(text, "t")}</w:p></w:comment>`).join("");
    return zip({
      "[Content_Types].xml": `${HEAD}<Types xmlns="${P}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${MAIN}.document.main+xml"/><Override PartName="/word/comments.xml" ContentType="${MAIN}.comments+xml"/></Types>`,
      "_rels/.rels": `${HEAD}<Relationships xmlns="${P}/relationships"><Relationship Id="r1" Type="${O}/officeDocument" Target="word/document.xml"/></Relationships>`,
      "word/_rels/document.xml.rels": `${HEAD}<Relationships xmlns="${P}/relationships"><Relationship Id="r1" Type="${O}/comments" Target="comments.xml"/></Relationships>`,
      "word/comments.xml": `${HEAD}<w:comments ${W}>${noted}</w:comments>`,
      "word/document.xml": `${HEAD}<w:document ${W}><w:body>${body}<w:sectPr/></w:body></w:document>`,
    });
  }

  const TABLE = Array.from({ length: 256 }, (_, at) => {
    let value = at;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value >>> 0;
  });
  function crc(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  }

  const numbers = (...pairs) => {
    const out = new DataView(new ArrayBuffer(pairs.reduce((sum, [size]) => sum + size, 0)));
    let at = 0;
    for (const [size, value] of pairs) {
      if (size === 2) out.setUint16(at, value, true);
      else out.setUint32(at, value, true);
      at += size;
    }
    return new Uint8Array(out.buffer);
  };

  // Stored, not packed; every file of the year 1980, so that the same decisions give the same bytes.
  function zip(parts) {
    const chunks = [];
    const directory = [];
    let at = 0;
    for (const [name, text] of Object.entries(parts)) {
      const [title, bytes] = [new TextEncoder().encode(name), new TextEncoder().encode(text)];
      const fields = [[2, 0x0800], [2, 0], [2, 0], [2, 33], [4, crc(bytes)], [4, bytes.length], [4, bytes.length], [2, title.length], [2, 0]];
      const head = numbers([4, 0x04034b50], [2, 20], ...fields);
      directory.push(numbers([4, 0x02014b50], [2, 20], [2, 20], ...fields, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), title);
      chunks.push(head, title, bytes);
      at += head.length + title.length + bytes.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const files = directory.length / 2;
    chunks.push(...directory, numbers([4, 0x06054b50], [2, 0], [2, 0], [2, files], [2, files], [4, size], [4, at], [2, 0]));
    const out = new Uint8Array(chunks.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const chunk of chunks) {
      out.set(chunk, place);
      place += chunk.length;
    }
    return out;
  }

  return { write, TYPE };
})();
