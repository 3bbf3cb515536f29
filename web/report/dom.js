'use strict';
// Elements, text and tables. What comes from the report is only ever written as text: there is no
// innerHTML anywhere, and links are made of fixed beginnings alone.

const SVG = 'http://www.w3.org/2000/svg';

// A value as a list, an object or text, whatever the report holds.
const list = (value) => (Array.isArray(value) ? value : []);
const object = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? value : {});
const text = (value) => (value === null || value === undefined ? '' : String(value));

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    node.append(child instanceof Node ? child : document.createTextNode(text(child)));
  }
  return node;
}

const el = (tag, attributes, ...children) =>
  fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);
const byId = (id) => document.getElementById(id);

const button = (label, onClick, attributes) =>
  el('button', { type: 'button', on: { click: onClick }, ...attributes }, label);
const empty = (words) => el('p', { class: 'empty' }, words);

// A page of the documentation: the only links that leave the report.
function reference(url) {
  if (!/^https:\/\//.test(text(url))) return null;
  return el('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, 'Documentation');
}

function code(source, label) {
  return el('pre', { tabindex: '0', role: 'group', 'aria-label': label || 'Code' },
            el('code', null, source));
}

// Code with a button that copies it.
function copyable(source, label) {
  const copy = button('Copy', async () => {
    try {
      await navigator.clipboard.writeText(source);
      copy.textContent = 'Copied';
    } catch {
      copy.textContent = 'Select and copy';
    }
    setTimeout(() => { copy.textContent = 'Copy'; }, 2000);
  }, { class: 'copy small', 'aria-label': `Copy: ${label}` });
  return el('div', { class: 'copyable' }, copy, code(source, label));
}

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return el('dl', { class: 'facts' },
            shown.map(([term, value]) => el('div', null, el('dt', null, term), el('dd', null, value))));
}

// A section of the page: shown, with its title.
function openSection(id, title, ...children) {
  const section = byId(id);
  section.hidden = false;
  section.setAttribute('aria-labelledby', `${id}-title`);
  fill(section, null, [el('h2', { id: `${id}-title` }, title), ...children]);
  return section;
}

const number = (value) => Number(value || 0).toLocaleString('en-US');
const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many || `${one}s`}`;
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const words = (key) => text(key).replace(/_/g, ' ');

function bytes(value) {
  let size = Number(value) || 0;
  let unit = 0;
  while (size >= 1024 && unit < 4) {
    size /= 1024;
    unit += 1;
  }
  return `${size.toFixed(unit === 0 || size >= 100 ? 0 : 1)} ${['bytes', 'KB', 'MB', 'GB', 'TB'][unit]}`;
}

const HOURS_A_DAY = 8;
function effortText(effort) {
  const low = Math.ceil(object(effort).low_hours || 0);
  const high = Math.ceil(object(effort).high_hours || 0);
  if (high <= 0) return 'none';
  if (high < 2 * HOURS_A_DAY) return low === high ? plural(high, 'hour') : `${low} to ${high} hours`;
  const days = (hours) => (hours < 10 * HOURS_A_DAY ? Math.round((hours / HOURS_A_DAY) * 2) / 2
                                                    : Math.round(hours / HOURS_A_DAY));
  return `${number(days(low))} to ${number(days(high))} days`;
}

// The cells of a table sort by their data-sort, as numbers where they are numbers.
function sortKey(row, column) {
  const cell = row.cells[column];
  const key = cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort;
  return key !== '' && !Number.isNaN(Number(key)) ? Number(key) : key.toLowerCase();
}

function sortTable(table, column, descending) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [sortKey(row, column), row]);
  const order = (a, b) => {
    if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
    return typeof a === 'number' ? -1 : 1;
  };
  rows.sort((a, b) => (descending ? order(b[0], a[0]) : order(a[0], b[0])));
  body.append(...rows.map(([, row]) => row));
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    if (at === column) head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  });
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const label = head.textContent;
    if (label === '') return;
    head.replaceChildren(button(label, () => {
      sortTable(table, column, head.getAttribute('aria-sort') === 'ascending');
    }, { class: 'sort' }));
  });
}

// columns: text, or {name, number}; rows: lists of text, numbers, elements or {sort, show}.
function dataTable(label, columns, rows, attributes) {
  const isNumber = (column) => typeof column === 'object' && column.number;
  const head = el('tr', null, columns.map((column) => el('th', {
    scope: 'col', class: isNumber(column) ? 'n' : null,
  }, typeof column === 'object' ? column.name : column)));
  const body = rows.map((row) => el('tr', null, row.map((cell, at) => {
    const rich = object(cell).show !== undefined ? cell : { show: cell };
    return el(at === 0 ? 'th' : 'td', {
      scope: at === 0 ? 'row' : null,
      class: isNumber(columns[at]) ? 'n' : object(columns[at]).wide ? 'wide' : null,
      'data-sort': rich.sort,
    }, typeof rich.show === 'number' ? number(rich.show) : rich.show);
  })));
  const table = el('table', attributes, el('thead', null, head), el('tbody', null, body));
  if (rows.length > 1) makeSortable(table);
  return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label }, table);
}

// Any value of the report that has no page of its own: as a table, as terms or as text.
function anything(value, label) {
  if (Array.isArray(value)) {
    if (value.length === 0) return el('span', { class: 'quiet' }, 'none');
    if (value.every((one) => one === null || typeof one !== 'object')) {
      return el('ul', null, value.map((one) => el('li', null, text(one))));
    }
    const keys = [...new Set(value.flatMap((one) => Object.keys(object(one))))];
    return dataTable(label, keys.map((key) => capital(words(key))),
                     value.map((one) => keys.map((key) => scalar(object(one)[key], key))));
  }
  if (value && typeof value === 'object') {
    return facts(Object.entries(value).map(([key, one]) =>
      [capital(words(key)), one !== null && typeof one === 'object' ? anything(one, words(key)) : scalar(one, key)]));
  }
  return document.createTextNode(scalar(value, label));
}

function scalar(value, key) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && /bytes$/.test(text(key))) return bytes(value);
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  if (Array.isArray(value)) return value.map((one) => scalar(one, key)).join(', ');
  if (typeof value === 'object') return Object.entries(value).map(([name, one]) => `${words(name)}: ${scalar(one, name)}`).join('; ');
  return text(value);
}
