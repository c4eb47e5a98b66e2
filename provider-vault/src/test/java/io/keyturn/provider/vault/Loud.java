package io.keyturn.provider.vault;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/** All loggers, of Logback and of the JDK, at every level until it is closed. */
final class Loud implements AutoCloseable {
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final Logger logback =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ch.qos.logback.classic.Level logbackBefore = logback.getLevel();
  private final java.util.logging.Logger jdk = java.util.logging.Logger.getLogger("");
  private final Level jdkBefore = jdk.getLevel();
  private final Appender appender = new Appender();
  private final Listener listener = new Listener();

  Loud() {
    logback.setLevel(ch.qos.logback.classic.Level.TRACE);
    appender.start();
    logback.addAppender(appender);
    jdk.setLevel(Level.ALL);
    listener.setLevel(Level.ALL);
    jdk.addHandler(listener);
  }

  /** Of those that said something. */
  Set<String> names() {
    return names;
  }

  @Override
  public void close() {
    logback.detachAppender(appender);
    logback.setLevel(logbackBefore);
    jdk.removeHandler(listener);
    jdk.setLevel(jdkBefore);
  }

  private final class Appender extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      names.add(event.getLoggerName());
    }
  }

  private final class Listener extends Handler {
    @Override
    public void publish(LogRecord event) {
      names.add(String.valueOf(event.getLoggerName()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
