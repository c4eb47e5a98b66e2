package io.keyturn.testpages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a page, and the blocks of code in it. */
public final class Example {
  private final String text;

  Example(String text) {
    this.text = text;
  }

  /** The only block of a language. */
  public String block(String language) {
    List<String> blocks = blocks(language);
    assertThat(blocks).as("blocks of %s", language).hasSize(1);
    return blocks.get(0);
  }

  /** All blocks of a language. */
  public List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?\n)```").matcher(text);
    block.results().forEach(found -> blocks.add(found.group(1)));
    return blocks;
  }

  /** The path that a block names in its first line, a comment. */
  public static Path path(String block) {
    return Path.of(matches("\\A# (\\S+)", block).get(0).group(1));
  }

  /** All places where something is, at least one. */
  public static List<MatchResult> matches(String pattern, String block) {
    List<MatchResult> found =
        Pattern.compile(pattern, Pattern.MULTILINE).matcher(block).results().toList();
    assertThat(found).as("%s in %s", pattern, block).isNotEmpty();
    return found;
  }
}
