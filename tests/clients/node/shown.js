'use strict';
// How a driver's value is printed for the comparison with expected.tsv.

function pad(number, width) {
  return String(number).padStart(width, '0');
}

function moment(date) {
  const day = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
  const time = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;
  const micros = date.getUTCMilliseconds() * 1000 + Math.floor((date.nanosecondsDelta || 0) * 1e6);
  const fraction = micros ? '.' + pad(micros, 6).replace(/0+$/, '') : '';
  return { day, time: time + fraction };
}

exports.shown = function shown(name, value) {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (value instanceof Date) {
    const { day, time } = moment(value);
    if (name.endsWith('c_date')) return day;
    if (name.endsWith('c_time')) return time;
    return `${day} ${time}`;
  }
  return String(value);
};
