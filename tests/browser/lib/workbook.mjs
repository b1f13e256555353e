// A clerk's spreadsheet program, as far as the stories need one: it opens a workbook and saves it again in its own way.

import readWorkbook from "read-excel-file/node";
import writeWorkbook from "write-excel-file/node";

/**
 * The sheets of an xlsx file, each with its rows of cells.
 * @param {Buffer} bytes
 * @returns {Promise<{sheet: string, data: unknown[][]}[]>}
 */
export function sheets(bytes) {
  return readWorkbook(bytes);
}

/**
 * An xlsx file with these sheets.
 * @param {{sheet: string, data: unknown[][]}[]} sheets
 * @returns {Promise<Buffer>}
 */
export function workbook(sheets) {
  const dressed = sheets.map(({ sheet, data }) => ({ sheet, data: data.map((row) => row.map(cell)) }));
  return writeWorkbook(dressed).toBuffer();
}

function cell(value) {
  if (value === null || value === "") return null;
  return value instanceof Date ? { value, format: "yyyy-mm-dd" } : { value };
}
