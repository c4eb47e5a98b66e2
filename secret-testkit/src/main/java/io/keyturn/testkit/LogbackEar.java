package io.keyturn.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.LoggingEvent;

/**
 * Hears Logback as a turbo filter: asked before the level is looked at, it sees every call, and
 * says that each level is on to who asks before he logs.
 */
final class LogbackEar extends TurboFilter implements LogEar {
  private final Ears ears;
  private final LoggerContext backend;

  private LogbackEar(Ears ears, LoggerContext backend) {
    this.ears = ears;
    this.backend = backend;
    setName("LeakGuard");
    start();
  }

  static LogEar of(Ears ears, ILoggerFactory backend) {
    try {
      TurboFilter.class.getMethod("decide", Logger.class, LoggingEvent.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          "LeakGuard cannot hear the whole log: it needs Logback 1.5.21 or later", e);
    }
    LogbackEar ear = new LogbackEar(ears, (LoggerContext) backend);
    ear.attach();
    return ear;
  }

  @Override
  public void attach() {
    if (!backend.getTurboFilterList().contains(this)) {
      backend.addTurboFilter(this);
    }
  }

  @Override
  public void close() {
    backend.getTurboFilterList().remove(this);
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    if (!ears.listening()) {
      return FilterReply.NEUTRAL;
    }
    if (format == null && arguments == null && thrown == null) {
      return FilterReply.ACCEPT;
    }
    hear(logger, level, new EventText().marker(marker).message(format, arguments).thrown(thrown));
    return FilterReply.NEUTRAL;
  }

  /** An event of the fluent interface, which Logback lets pass unless it is denied. */
  @Override
  public FilterReply decide(Logger logger, LoggingEvent event) {
    Level level = Level.convertAnSLF4JLevel(event.getLevel());
    if (ears.listening()) {
      hear(logger, level, new EventText().event(event));
    }
    return level.isGreaterOrEqual(logger.getEffectiveLevel())
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }

  private void hear(Logger logger, Level level, EventText text) {
    ears.hear(
        "the log of " + logger.getName() + " at " + level, text.add(logger.getName()).toString());
  }
}
