// Stands in for @vscode/spdlog, a native module: appends log lines to a file. Without it output channels are empty.
const fs = require('node:fs');
const path = require('node:path');

const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let level = 2;

class Logger {
  constructor(file) {
    this.file = file;
    this.level = level;
    this.formatted = true;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, '');
    NAMES.forEach((name, i) => {
      this[name === 'warning' ? 'warn' : name] = (message) => this.write(i, message);
    });
  }
  write(i, message) {
    if (i < this.level) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    fs.appendFileSync(this.file, this.formatted ? `${stamp} [${NAMES[i]}] ${message}\n` : message);
  }
  getLevel() { return this.level; }
  setLevel(value) { this.level = value; }
  clearFormatters() { this.formatted = false; }
  setPattern() {}
  flush() {}
  drop() {}
}

exports.version = 11000;
exports.setLevel = (value) => { level = value; };
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (_name, file) => new Logger(file);
exports.createAsyncRotatingLogger = async (_name, file) => new Logger(file);
