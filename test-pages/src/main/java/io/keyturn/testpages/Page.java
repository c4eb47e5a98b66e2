package io.keyturn.testpages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A page of {@code docs/providers}. With {@code -Dkeyturn.write=true} what is generated in it is
 * written.
 */
public final class Page {
  private final Path path;

  /**
   * A page, for a test that runs in the folder of its module.
   *
   * @param name its file, such as {@code env.md}
   */
  public Page(String name) {
    path = Path.of("..", "docs", "providers", name);
  }

  /** All of it. */
  public String text() throws IOException {
    return Files.readString(path);
  }

  /** What stands below a heading of the third level. */
  public Example example(String heading) throws IOException {
    return new Example(below("### " + heading, "##+ "));
  }

  /** What stands below a heading of the second level, with what is deeper. */
  public Example section(String heading) throws IOException {
    return new Example(below("## " + heading, "## "));
  }

  private String below(String heading, String next) throws IOException {
    String[] parts = ("\n" + text()).split("\n" + heading + "\n", -1);
    assertThat(parts).as("sections '%s' of %s", heading, path).hasSize(2);
    return parts[1].split("\n" + next, 2)[0];
  }

  /** The page has a section as it is made here, from its heading to the next one. */
  public void assertSection(String section) throws IOException {
    List<String> parts = new ArrayList<>(Arrays.asList(text().split("(?m)^(?=## )")));
    String heading = section.lines().findFirst().orElseThrow() + "\n";
    int at =
        parts.indexOf(parts.stream().filter(part -> part.startsWith(heading)).findAny().orElse(""));
    assertThat(at).as("place of '%s' in %s", heading.strip(), path).isNotNegative();
    if (Boolean.getBoolean("keyturn.write")) {
      parts.set(at, at == parts.size() - 1 ? section : section + "\n");
      Files.writeString(path, String.join("", parts));
    }
    assertThat(parts.get(at).stripTrailing()).isEqualTo(section.stripTrailing());
  }
}
