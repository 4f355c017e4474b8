'use strict';

// Helps to write sensors for Attune in a few lines. Needs nothing but Node.js 18 or newer. See docs/sensors.md.
// Every Node sensor finds this package; nothing is to be installed.

const { randomUUID } = require('node:crypto');
const { readFileSync } = require('node:fs');
const readline = require('node:readline');

/** Reads what the platform says to this process, calls your function, and sends events. */
class Sensor {
  #environment;
  #rules;
  #work = [];
  #stopped = false;
  #wake = () => {};

  constructor(environment = process.env) {
    this.#environment = environment;
    this.ref = environment.ATTUNE_SENSOR_REF ?? '';
    this.config = JSON.parse(this.#document('ATTUNE_SENSOR_CONFIG') || '{}');
    this.#rules = JSON.parse(this.#document('ATTUNE_SENSOR_TRIGGERS') || '[]');
  }

  /** The variable itself is not there when its value would be too long for one. */
  #document(name) {
    const file = this.#environment[`${name}_FILE`];
    return file ? readFileSync(file, 'utf8') : this.#environment[name];
  }

  /** The rules now, as `{id, ref, trigger_ref, config}`; they change while the sensor runs if it declares `rule_updates: stdin`. */
  get rules() {
    return [...this.#rules];
  }

  /** Calls a function with each rule, again and again. */
  every(seconds, work) {
    this.#work.push({ milliseconds: seconds * 1000, work, due: 0 });
    return this;
  }

  /** Writes a line to the log of the sensor. */
  log(...words) {
    console.error(...words);
  }

  /**
   * Sends one event and returns it. A rule gets the event alone; a trigger's ref gives it to all rules of the trigger. Waits while the
   * platform is away. `deliveryId` names the event, so that it is stored once however often it is sent.
   */
  async emit(ruleOrTrigger, payload, deliveryId = randomUUID()) {
    const event =
      typeof ruleOrTrigger === 'string'
        ? { trigger_ref: ruleOrTrigger, payload, delivery_id: deliveryId }
        : {
            trigger_ref: ruleOrTrigger.trigger_ref,
            trigger_instance_id: `rule_${ruleOrTrigger.id}`,
            config: ruleOrTrigger.config,
            payload,
            delivery_id: deliveryId,
          };
    for (let pause = 200; ; pause = Math.min(10_000, pause * 2)) {
      try {
        const answer = await fetch(`${this.#environment.ATTUNE_API_URL}/api/v1/events`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${this.#token()}`,
            'Content-Type': 'application/json',
          },
          body: JSON.stringify(event),
          signal: AbortSignal.timeout(30_000),
        });
        if (answer.ok) {
          return (await answer.json()).data;
        }
        if (answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
          throw new EventRefused(`event refused (${answer.status}): ${await answer.text()}`);
        }
      } catch (error) {
        if (error instanceof EventRefused) {
          throw error;
        }
        this.log('the platform does not answer, trying again:', error.message);
      }
      await this.#pause(pause);
      if (this.#stopped) {
        throw new Error('stopped before the event was sent');
      }
    }
  }

  /** The platform replaces the file before the token in it expires. */
  #token() {
    const file = this.#environment.ATTUNE_API_TOKEN_FILE;
    return file ? readFileSync(file, 'utf8').trim() : this.#environment.ATTUNE_API_TOKEN;
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends `run`. */
  stop() {
    this.#stopped = true;
    this.#wake();
  }

  /** Calls the functions until the platform stops the sensor. An error in one of them ends the process; it is started again. */
  async run() {
    process.on('SIGTERM', () => this.stop());
    // Closed at once where the platform restarts the sensor for new rules.
    const input = readline.createInterface({ input: process.stdin });
    input.on('line', (line) => {
      if (line.trim()) {
        this.#rules = JSON.parse(line);
      }
    });
    while (!this.#stopped) {
      for (const task of this.#work) {
        if (task.due <= Date.now()) {
          task.due = Date.now() + task.milliseconds;
          for (const rule of this.rules) {
            await task.work(rule);
          }
        }
      }
      const due = this.#work.length === 0 ? Date.now() + 1000 : Math.min(...this.#work.map((task) => task.due));
      await this.#pause(Math.max(10, due - Date.now()));
    }
    input.close();
    process.stdin.destroy();
  }
}

class EventRefused extends Error {}

module.exports = { Sensor };
