package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each anchor that a message ends with is a heading of {@code docs/errors.md}, and the reverse. */
class ErrorsPageTest {
  private static final Pattern ANCHOR =
      Pattern.compile("\\(Keyturn docs/errors\\.md#([a-z][a-z-]*)");

  @Test
  void every_message_leads_to_the_page_and_the_page_has_nothing_else() {
    Set<String> used = new TreeSet<>();
    Repository.sources().forEach(source -> find(Repository.read(source), used));
    exceptions().forEach(e -> find(e.getMessage(), used));

    Set<String> headings = new TreeSet<>();
    Matcher heading =
        Pattern.compile("^## ([a-z][a-z-]*)$", Pattern.MULTILINE)
            .matcher(Repository.read(Repository.ROOT.resolve(Path.of("docs", "errors.md"))));
    while (heading.find()) {
      headings.add(heading.group(1));
    }
    assertThat(headings).isEqualTo(used);
  }

  private static Stream<SecretException> exceptions() {
    SecretLocation location = SecretLocation.parse("store://path");
    return Stream.of(
        new SecretNotFoundException(location, "x"),
        new SecretAccessDeniedException(location, "x"),
        new SecretUnavailableException(location, "x"),
        new SecretFormatException(location, "x"));
  }

  private static void find(String text, Set<String> anchors) {
    Matcher anchor = ANCHOR.matcher(text);
    while (anchor.find()) {
      anchors.add(anchor.group(1));
    }
  }
}
