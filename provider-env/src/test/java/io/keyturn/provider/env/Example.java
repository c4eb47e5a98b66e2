package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the page's ways of running: what stands below a heading of the third level. */
final class Example {
  private static final Path PAGE = Path.of("..", "docs", "providers", "env.md");

  private final String text;

  Example(String heading) throws IOException {
    String[] parts = ("\n" + Files.readString(PAGE)).split("\n### " + heading + "\n", -1);
    assertThat(parts).as("sections '%s' of %s", heading, PAGE).hasSize(2);
    text = parts[1].split("\n##+ ", 2)[0];
  }

  /** The only block of a language. */
  String block(String language) {
    List<String> blocks = blocks(language);
    assertThat(blocks).as("blocks of %s", language).hasSize(1);
    return blocks.get(0);
  }

  /** All blocks of a language. */
  List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?\n)```").matcher(text);
    block.results().forEach(found -> blocks.add(found.group(1)));
    return blocks;
  }

  /** The path that a block names in its first line, a comment. */
  static Path path(String block) {
    return Path.of(matches("\\A# (\\S+)", block).get(0).group(1));
  }

  /** All places where something is, at least one. */
  static List<MatchResult> matches(String pattern, String block) {
    List<MatchResult> found =
        Pattern.compile(pattern, Pattern.MULTILINE).matcher(block).results().toList();
    assertThat(found).as("%s in %s", pattern, block).isNotEmpty();
    return found;
  }
}
