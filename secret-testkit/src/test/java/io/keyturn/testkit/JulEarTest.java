package io.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class JulEarTest {
  @Test
  void nothing_more_is_printed_by_java_util_logging() {
    Logger root = Logger.getLogger("");
    List<String> printed = new ArrayList<>();
    Handler all = new Collecting(printed);
    root.addHandler(all);
    Logger loud = Logger.getLogger("io.keyturn.loud");
    loud.setLevel(Level.FINER);
    try {
      assertThat(
              Planted.run(
                  "",
                  value -> {
                    Logger.getLogger("io.keyturn.quiet").fine("not printed");
                    Logger.getLogger("io.keyturn.quiet").info("printed");
                    loud.finer("printed too");
                    Logger.getLogger("io.keyturn.loud.child").finest("not printed");
                  }))
          .isEmpty();
    } finally {
      loud.setLevel(null);
      root.removeHandler(all);
    }

    assertThat(printed).containsExactly("printed", "printed too");
  }

  private static final class Collecting extends Handler {
    private final List<String> printed;

    Collecting(List<String> printed) {
      this.printed = printed;
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord event) {
      if (isLoggable(event)) {
        printed.add(event.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
