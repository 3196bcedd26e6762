#!/usr/bin/env node
'use strict';
// The command `quipu`: finds Node 26 and starts the program under it.
// Must parse under any old Node, hence plain CommonJS without modern syntax.

var childProcess = require('child_process');
var fs = require('fs');
var os = require('os');
var path = require('path');
var url = require('url');

var required = 26;
var running = Number(process.versions.node.split('.')[0]);
var sourceCondition = '--conditions=quipu-src';
var root = path.join(fs.realpathSync(__dirname), '..');
var source = path.join(root, 'src', 'surfaces', 'cli', 'main.ts');
var fromSource = root.split(path.sep).indexOf('node_modules') < 0 && fs.existsSync(source);
var entry = fromSource ? source : path.join(root, 'dist', 'surfaces', 'cli', 'main.js');

// npm runs a command in a shell. When npm or that shell is killed, no signal reaches the command:
// the program stops when the process named in this variable has gone.
var parent = 'QUIPU_PARENT_PID';
var startedBy = process.ppid;
var startedByNpm = Boolean(process.env.npm_lifecycle_event);

/** True when this very process can run the entry: right version, and sources resolve as sources. */
function isReady() {
  if (running < required) return false;
  if (!fromSource) return true;
  var words = process.execArgv.join(' ') + ' ' + (process.env.NODE_OPTIONS || '');
  return words.indexOf('quipu-src') >= 0;
}

/** The Node to run under: this one when it is new enough, else the one that npm installed. */
function findNode() {
  if (running >= required) return process.execPath;
  var platform = (process.platform === 'win32' ? 'win' : process.platform) + '-' + process.arch;
  var names = ['node-' + platform, 'node-bin-' + platform];
  var file = process.platform === 'win32' ? 'node.exe' : 'node';
  for (var i = 0; i < names.length; i += 1) {
    try {
      return require.resolve(names[i] + '/bin/' + file);
    } catch {
      // not installed: try the next name
    }
  }
  return undefined;
}

function fail(message) {
  process.stderr.write('quipu: ' + message + '\n');
  process.exit(1);
}

function run(node) {
  var flags = fromSource ? process.execArgv.concat(sourceCondition) : process.execArgv;
  var args = flags.concat(entry, process.argv.slice(2));
  // Become that process where the system can: no parent that could die and leave it behind.
  var canBecome = process.platform !== 'win32' && node === process.execPath;
  if (canBecome && process.execve) process.execve(node, [node].concat(args), process.env);
  // From here on this process is the parent that must not leave the program behind.
  process.env[parent] = String(process.pid);
  var child = childProcess.spawn(node, args, { stdio: 'inherit' });
  if (startedByNpm) {
    setInterval(function () {
      if (process.ppid === startedBy) return;
      clearInterval(this);
      child.kill('SIGTERM');
    }, 500);
  }
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      // A key press reaches the whole foreground group: the child has had it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('error', function (error) {
    fail('could not start ' + node + ': ' + error.message);
  });
  child.on('exit', function (code, signal) {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    try {
      process.kill(process.pid, signal);
    } catch {
      // not a signal of this system: the exit code below says it
    }
    setTimeout(function () {
      process.exit(128 + (os.constants.signals[signal] || 0));
    }, 100);
  });
}

/**
 * Lets Node keep what it compiled, which halves the start; in the user's own cache folder, because
 * code that another user could write would run as this one.
 */
function keepCompiled() {
  var caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  var folder = process.env.NODE_COMPILE_CACHE || path.join(caches, 'quipu', 'compiled');
  process.env.NODE_COMPILE_CACHE = folder;
  var enable = require('module').enableCompileCache;
  if (running >= required && enable) enable(folder);
}

keepCompiled();
delete process.env[parent];
if (startedByNpm) process.env[parent] = String(startedBy);
var node = isReady() ? process.execPath : findNode();
if (!fs.existsSync(entry)) {
  fail('expected the program at ' + entry + ', found nothing; run `npm run build` there');
} else if (!node) {
  fail(
    'expected Node ' +
      required +
      ' or later, found ' +
      process.versions.node +
      '; install Node ' +
      required +
      (fromSource ? ', or run `npm ci` without --omit=optional' : ''),
  );
} else if (isReady()) {
  process.argv[1] = entry;
  import(url.pathToFileURL(entry).href).catch(function (error) {
    process.stderr.write((error instanceof Error ? error.stack : String(error)) + '\n');
    process.exit(1);
  });
} else {
  run(node);
}
