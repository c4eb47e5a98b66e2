package io.keyturn.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Listens on the standard streams and to the logs, for all watches of this JVM. Thread-safe. */
final class Ears {
  private static final Ears SHARED = new Ears();

  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private int users;
  private @Nullable StandardStreams streams;
  private List<LogEar> logs = List.of();

  private Ears() {}

  /** The ears, on until they are closed as often as they were opened. */
  static Ears open() {
    SHARED.begin();
    return SHARED;
  }

  private synchronized void begin() {
    if (users == 0) {
      logs = LogEar.of(this, LoggerFactory.getILoggerFactory());
      streams = new StandardStreams(this);
    }
    users++;
  }

  synchronized void close() {
    if (--users == 0 && streams != null) {
      streams.close();
      logs.forEach(LogEar::close);
    }
  }

  void begin(Watch watch) {
    synchronized (this) {
      logs.forEach(LogEar::attach);
    }
    watches.add(watch);
  }

  void end(Watch watch) {
    watches.remove(watch);
  }

  /** Whether there is a canary to listen for; where there is none, nothing costs anything. */
  boolean listening() {
    for (Watch watch : watches) {
      if (!watch.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  int longest() {
    return watches.stream().mapToInt(Watch::longest).max().orElse(0);
  }

  void hear(String channel, String text) {
    hearPlain(channel, Forms.plain(text));
  }

  void hearPlain(String channel, String plain) {
    watches.forEach(watch -> watch.hear(channel, plain, Place::ofCaller));
  }
}
