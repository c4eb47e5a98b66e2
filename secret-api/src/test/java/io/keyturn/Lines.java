package io.keyturn;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** What the engine logs, from {@code INFO} on. */
final class Lines implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.keyturn");
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final UnsynchronizedAppenderBase<ILoggingEvent> appender;

  Lines() {
    this(line -> {});
  }

  /** Lines that do something when they are logged, on the thread that logs. */
  Lines(Consumer<String> then) {
    appender =
        new UnsynchronizedAppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            events.add(event);
            then.accept(event.getFormattedMessage());
          }
        };
    appender.start();
    logger.addAppender(appender);
  }

  List<String> startingWith(String start) {
    return events.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith(start))
        .toList();
  }

  List<String> alerts() {
    return events.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
