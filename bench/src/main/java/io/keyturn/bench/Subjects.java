package io.keyturn.bench;

import io.keyturn.bench.memory.Footprint;
import io.keyturn.bench.memory.Idle;
import io.keyturn.bench.reading.Reading;
import io.keyturn.bench.start.AwsColdStart;
import io.keyturn.bench.start.AwsStart;
import io.keyturn.bench.start.JvmStart;
import io.keyturn.bench.turn.Listeners;
import io.keyturn.bench.undisturbed.Undisturbed;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that is measured, by the name the command takes, in the order it is done. */
final class Subjects {
  private Subjects() {}

  static Map<String, Subject> all() {
    Map<String, Subject> all = new LinkedHashMap<>();
    all.put("reading", new Reading());
    all.put("undisturbed", new Undisturbed());
    for (AwsStart.Way way : AwsStart.Way.values()) {
      all.put("aws-start-" + way.label, new AwsStart(way));
    }
    all.put("aws-cold", new AwsColdStart());
    all.put("jvm-start", new JvmStart());
    all.put("listeners", new Listeners());
    all.put("footprint", new Footprint());
    all.put("idle", new Idle());
    return all;
  }
}
