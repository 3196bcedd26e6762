'use strict';
// Runs before `npm test` and `npm start`, perhaps under an old Node: CommonJS, no modern syntax.

var required = 26;
var found = process.versions.node;

if (Number(found.split('.')[0]) < required) {
  process.stderr.write(
    'quipu: expected Node ' +
      required +
      ' or later, found ' +
      found +
      ' at ' +
      process.execPath +
      '; run `npm ci` again without --omit=optional (it brings Node ' +
      required +
      '), or install Node ' +
      required +
      '.\n',
  );
  process.exit(1);
}
