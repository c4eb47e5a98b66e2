package io.keyturn.testkit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.MessageFormatter;

/** All the text of a log event: message, arguments, context, throwables. Not thread-safe. */
final class EventText {
  private final StringBuilder text = new StringBuilder();

  EventText() {
    add(Thread.currentThread().getName());
    add(MDC.getCopyOfContextMap());
  }

  /** The text of a throwable, its causes and what they suppressed. */
  static String of(Throwable thrown) {
    StringBuilder all = new StringBuilder();
    chain(thrown).forEach(part -> all.append(own(part)));
    return all.toString();
  }

  /** The text of a throwable alone. */
  static String own(Throwable thrown) {
    return thrown + "\n" + thrown.getMessage() + "\n";
  }

  /** A throwable, its causes and what they suppressed. */
  static Set<Throwable> chain(Throwable thrown) {
    Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
    collect(thrown, all);
    return all;
  }

  private static void collect(@Nullable Throwable thrown, Set<Throwable> all) {
    if (thrown != null && all.add(thrown)) {
      collect(thrown.getCause(), all);
      for (Throwable suppressed : thrown.getSuppressed()) {
        collect(suppressed, all);
      }
    }
  }

  EventText event(LoggingEvent event) {
    for (Marker marker : Objects.requireNonNullElse(event.getMarkers(), List.<Marker>of())) {
      marker(marker);
    }
    for (KeyValuePair pair :
        Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
      arguments(new Object[] {pair.key, pair.value});
    }
    return message(event.getMessage(), event.getArgumentArray()).thrown(event.getThrowable());
  }

  EventText marker(@Nullable Marker marker) {
    return marker == null ? this : add(marker);
  }

  EventText message(@Nullable String format, Object @Nullable [] arguments) {
    add(format);
    if (arguments != null) {
      add(MessageFormatter.arrayFormat(format, arguments).getMessage());
      arguments(arguments);
    }
    return this;
  }

  /** Each argument, whether the message has a place for it or not. */
  EventText arguments(Object[] arguments) {
    for (Object argument : arguments) {
      add(MessageFormatter.format("{}", argument).getMessage());
      if (argument instanceof Throwable thrown) {
        thrown(thrown);
      }
    }
    return this;
  }

  EventText thrown(@Nullable Throwable thrown) {
    return thrown == null ? this : add(of(thrown));
  }

  EventText add(@Nullable Object part) {
    text.append(part).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
