package io.keyturn.examples.hikari;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.Collection;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Hears all loggers, of Logback and of the JDK, at every level until it is closed. */
final class Loud implements AutoCloseable {
  private final Queue<Event> said = new ConcurrentLinkedQueue<>();
  private final Logger logback =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ch.qos.logback.classic.Level logbackBefore = logback.getLevel();
  private final java.util.logging.Logger jdk = java.util.logging.Logger.getLogger("");
  private final Level jdkBefore = jdk.getLevel();
  private final Appender<ILoggingEvent> console = logback.getAppender("console");
  private final Ear ear = new Ear();
  private final Listener listener = new Listener();

  Loud() {
    logback.setLevel(ch.qos.logback.classic.Level.TRACE);
    logback.detachAppender(console);
    ear.start();
    logback.addAppender(ear);
    jdk.setLevel(Level.ALL);
    listener.setLevel(Level.ALL);
    jdk.addHandler(listener);
  }

  /** All that was said. */
  String text() {
    return said.stream().map(Event::text).collect(Collectors.joining("\n"));
  }

  /** The loggers that said any of this, each with its level. */
  SortedSet<String> tellersOf(Collection<String> parts) {
    SortedSet<String> tellers = new TreeSet<>();
    for (Event event : said) {
      if (parts.stream().anyMatch(event.text::contains)) {
        tellers.add(event.logger + " " + event.level);
      }
    }
    return tellers;
  }

  @Override
  public void close() {
    logback.detachAppender(ear);
    logback.addAppender(console);
    logback.setLevel(logbackBefore);
    jdk.removeHandler(listener);
    jdk.setLevel(jdkBefore);
  }

  /**
   * What a logger said.
   *
   * @param text with the arguments and what was thrown
   */
  private record Event(String logger, String level, String text) {}

  private final class Ear extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      said.add(
          new Event(
              event.getLoggerName(),
              event.getLevel().toString(),
              event.getFormattedMessage()
                  + Arrays.toString(event.getArgumentArray())
                  + ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }

  private final class Listener extends Handler {
    private final Formatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord event) {
      said.add(
          new Event(
              event.getLoggerName(),
              event.getLevel().getName(),
              formatter.format(event) + Arrays.toString(event.getParameters())));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
