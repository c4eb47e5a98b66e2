package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of keys in {@code docs/configuration.md} is made from the code. {@code mvn test
 * -Dtest=ReferenceTest -Dkeyturn.write=true} writes it.
 */
class ReferenceTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- keys: made by ReferenceTest -->\n";
  private static final String END = "<!-- end of keys -->\n";

  @Test
  void the_page_has_the_keys_the_code_knows() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String made = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("keyturn.write")) {
      Files.writeString(PAGE, made);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(made);
  }

  private static String table() {
    return Arrays.stream(Setting.values())
        .map(s -> "| `" + s.key + "` | " + s.defaultText + " | " + s.meaning + " |\n")
        .collect(
            Collectors.joining(
                "",
                "| key | default | what it is |\n|---|---|---|\n",
                row(
                        "keyturn.secrets.<name>",
                        "none",
                        "Where a name lives, in place of the active store: locations separated by commas, tried in order.")
                    + row(
                        "keyturn.cache.ttl-for.<name>",
                        "the ttl",
                        "The ttl of one name; a bundle is looked at by the shortest of its names.")
                    + row(
                        "keyturn.stores.<id>.type",
                        "the id",
                        "The type of a store, which picks its provider.")
                    + row(
                        "keyturn.stores.<id>.factory",
                        "none",
                        "The class of the provider's factory, where several have the type.")
                    + row(
                        "keyturn.stores.<id>.location",
                        "`env`: `{name}`",
                        "Where names without a line of their own live; `{name}` stands for the name.")
                    + row(
                        "keyturn.stores.<id>.locations.<name>",
                        "none",
                        "Where a name lives in this store.")));
  }

  private static String row(String key, String otherwise, String meaning) {
    return "| `" + key + "` | " + otherwise + " | " + meaning + " |\n";
  }
}
