package io.keyturn.testkit;

import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Hears {@code java.util.logging} by a handler of the root logger, which it sets to {@code ALL}.
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
    if (!Arrays.asList(root.getHandlers()).contains(this)) {
      root.addHandler(this);
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
  }
}
