const { readdirSync } = require('node:fs');
const { Sensor } = require('attune');

const sensor = new Sensor();
const seen = new Map();

sensor.every(1, async (rule) => {
  const names = readdirSync(rule.config.path);
  if (!seen.has(rule.id)) {
    seen.set(rule.id, new Set(names));
    sensor.log('watching', rule.config.path);
  }
  const known = seen.get(rule.id);
  for (const name of names.filter((found) => !known.has(found))) {
    await sensor.emit(rule, { path: rule.config.path, name });
    known.add(name);
  }
});

sensor.run();
