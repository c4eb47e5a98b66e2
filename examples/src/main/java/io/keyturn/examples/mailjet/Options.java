package io.keyturn.examples.mailjet;

import ch.qos.logback.classic.Level;
import io.keyturn.provider.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * What the command line says.
 *
 * @param sends how many messages to send
 * @param every the time from one message to the next
 * @param log what is logged, to standard error
 */
record Options(int sends, Duration every, Level log) {
  static final String USAGE =
      """
      usage: java -jar keyturn-example-mailjet.jar [--sends N] [--every D] [--log LEVEL]
        --sends N    how many messages to send (6)
        --every D    the time from one to the next, such as 1s or 500ms (1s)
        --log LEVEL  trace, debug, info, warn, error or off (warn)
      MAILJET_BASE_URL names the server to send to; without it one is started here.
      KEYTURN_STORE and the other keys of docs/configuration.md say where the Mailjet keys are; with \
      none a demonstration runs.""";

  private static final Options DEFAULTS = new Options(6, Duration.ofSeconds(1), Level.WARN);

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if there is an option it does not know, or a value that does
   *     not fit; the message says which
   */
  static Options parse(String... args) {
    Options options = DEFAULTS;
    for (Iterator<String> words = Arrays.asList(args).iterator(); words.hasNext(); ) {
      options = options.with(words.next(), words);
    }
    return options;
  }

  private Options with(String option, Iterator<String> words) {
    try {
      return switch (option) {
        case "--sends" -> new Options(count(words.next()), every, log);
        case "--every" -> new Options(sends, Durations.parse(words.next()), log);
        case "--log" -> new Options(sends, every, level(words.next()));
        default -> throw new IllegalArgumentException("is not an option");
      };
    } catch (NoSuchElementException e) {
      throw new IllegalArgumentException(option + " needs a value", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }

  private static int count(String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException("is not a number from 1 to 999999");
    }
    return Integer.parseInt(text);
  }

  private static Level level(String text) {
    Level level = Level.toLevel(text, null);
    if (level == null) {
      throw new IllegalArgumentException("is not a level");
    }
    return level;
  }
}
