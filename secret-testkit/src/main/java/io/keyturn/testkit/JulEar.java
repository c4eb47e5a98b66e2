package io.keyturn.testkit;

import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Hears {@code java.util.logging} by a handler of the root logger, which it sets to {@code ALL};
 * the other handlers of the root logger get what they would have got without that.
 */
final class JulEar extends Handler implements LogEar {
  private final Ears ears;
  private final Logger root = Logger.getLogger("");
  private final @Nullable Level before = root.getLevel();

  JulEar(Ears ears) {
    this.ears = ears;
    setLevel(Level.ALL);
    setFormatter(new SimpleFormatter());
    attach();
  }

  @Override
  public void attach() {
    root.setLevel(Level.ALL);
    boolean there = false;
    for (Handler handler : root.getHandlers()) {
      there |= handler == this;
      if (handler != this && !(handler.getFilter() instanceof AsBefore)) {
        handler.setFilter(new AsBefore(root, before, handler.getFilter()));
      }
    }
    if (!there) {
      root.addHandler(this);
    }
  }

  /** Lets through what was loggable before the root logger was set to {@code ALL}. */
  private record AsBefore(Logger root, @Nullable Level level, @Nullable Filter next)
      implements Filter {
    @Override
    public boolean isLoggable(LogRecord event) {
      int least = level == null ? Level.INFO.intValue() : level.intValue();
      String name = event.getLoggerName();
      Logger logger = name == null ? root : Logger.getLogger(name);
      while (logger != null && logger != root) {
        if (logger.getLevel() != null) { // its own level has judged already
          least = Level.ALL.intValue();
        }
        logger = logger.getParent();
      }
      return event.getLevel().intValue() >= least && (next == null || next.isLoggable(event));
    }
  }

  @Override
  public void publish(LogRecord event) {
    if (ears.listening()) {
      EventText text =
          new EventText()
              .add(event.getLoggerName())
              .add(getFormatter().formatMessage(event))
              .thrown(event.getThrown());
      if (event.getParameters() != null) {
        text.arguments(event.getParameters());
      }
      ears.hear("the log of " + event.getLoggerName() + " at " + event.getLevel(), text.toString());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    root.removeHandler(this);
    root.setLevel(before);
    for (Handler handler : root.getHandlers()) {
      if (handler.getFilter() instanceof AsBefore filter) {
        handler.setFilter(filter.next());
      }
    }
  }
}
