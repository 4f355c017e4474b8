"""The loop of a sensor, the rules it serves, and the way its events take."""

import json
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid


class Rule:
    """A rule that waits for this sensor. Its parameters are in `config`."""

    def __init__(self, document):
        self.id = document["id"]
        self.ref = document["ref"]
        self.trigger_ref = document["trigger_ref"]
        self.config = document.get("config") or {}

    def __repr__(self):
        return "Rule(%s, %s)" % (self.ref, self.trigger_ref)


class Sensor:
    """Reads what the platform says to this process, calls your function, and sends events."""

    def __init__(self, environment=None):
        self._environment = os.environ if environment is None else environment
        self.ref = self._environment.get("ATTUNE_SENSOR_REF", "")
        self.config = json.loads(self._document("ATTUNE_SENSOR_CONFIG") or "{}")
        self._rules = self._read(self._document("ATTUNE_SENSOR_TRIGGERS") or "[]")
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._work = []

    def _document(self, name):
        # The variable itself is not there when its value would be too long for one.
        file = self._environment.get(name + "_FILE")
        if file:
            with open(file, encoding="utf-8") as source:
                return source.read()
        return self._environment.get(name)

    @staticmethod
    def _read(text):
        return [Rule(document) for document in json.loads(text)]

    @property
    def rules(self):
        """The rules now; they change while the sensor runs if it declares `rule_updates: stdin`."""
        with self._lock:
            return list(self._rules)

    def every(self, seconds):
        """Decorates a function that is called with each rule, again and again."""

        def register(function):
            self._work.append((seconds, function))
            return function

        return register

    def log(self, *words):
        """Writes a line to the log of the sensor."""
        print(*words, file=sys.stderr, flush=True)

    def emit(self, rule_or_trigger, payload, delivery_id=None):
        """Sends one event and returns it. A `Rule` gets the event alone; a trigger's ref gives it to all rules of the trigger.

        Waits while the platform is away. `delivery_id` names the event, so that it is stored once however often it is sent.
        """
        event = {"payload": payload, "delivery_id": delivery_id or str(uuid.uuid4())}
        if isinstance(rule_or_trigger, Rule):
            event["trigger_ref"] = rule_or_trigger.trigger_ref
            event["trigger_instance_id"] = "rule_%d" % rule_or_trigger.id
            event["config"] = rule_or_trigger.config
        else:
            event["trigger_ref"] = rule_or_trigger
        body = json.dumps(event).encode("utf-8")
        pause = 0.2
        while True:
            try:
                return self._post(body)
            except urllib.error.HTTPError as refused:
                if refused.code not in (408, 429) and refused.code < 500:
                    text = refused.read().decode("utf-8", "replace")
                    raise RuntimeError("event refused (%d): %s" % (refused.code, text)) from None
            except OSError as away:
                self.log("the platform does not answer, trying again:", away)
            if self._stop.wait(pause):
                raise RuntimeError("stopped before the event was sent")
            pause = min(10.0, pause * 2)

    def _token(self):
        # The platform replaces the file before the token in it expires.
        file = self._environment.get("ATTUNE_API_TOKEN_FILE")
        if file:
            with open(file, encoding="utf-8") as source:
                return source.read().strip()
        return self._environment["ATTUNE_API_TOKEN"]

    def _post(self, body):
        request = urllib.request.Request(
            self._environment["ATTUNE_API_URL"] + "/api/v1/events",
            data=body,
            headers={
                "Authorization": "Bearer " + self._token(),
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]

    def _hear_rules(self):
        # Ends at once where standard input is closed: then the platform restarts the sensor for new rules.
        for line in sys.stdin:
            if line.strip():
                with self._lock:
                    self._rules = self._read(line)

    def stop(self, *_):
        """Ends `run`."""
        self._stop.set()

    def run(self):
        """Calls the functions until the platform stops the sensor. An error in one of them ends the process; it is started again."""
        signal.signal(signal.SIGTERM, self.stop)
        threading.Thread(target=self._hear_rules, daemon=True).start()
        due = [0.0] * len(self._work)
        while not self._stop.is_set():
            now = time.monotonic()
            for number, (seconds, function) in enumerate(self._work):
                if due[number] <= now:
                    due[number] = now + seconds
                    for rule in self.rules:
                        function(rule)
            self._stop.wait(max(0.01, min(due, default=now + 1) - time.monotonic()))
