package io.keyturn.provider.vault;

import io.keyturn.testpages.Example;
import io.keyturn.testpages.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;

/** The rules of the policies that the page prints. */
final class Rights {
  private static final String RULE = "^path \"([^\"]+)\" \\{\n  capabilities = .*\n}\n";

  private Rights() {}

  /** As they stand there, in their order, by their paths. */
  static Map<String, String> printed() {
    Map<String, String> rules = new LinkedHashMap<>();
    for (MatchResult rule : Example.matches(RULE, text())) {
      rules.put(rule.group(1), rule.group());
    }
    return rules;
  }

  static String text() {
    try {
      return String.join("", new Page("vault.md").section("Policies").blocks("hcl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String rule(String path) {
    String rule = printed().get(path);
    if (rule == null) {
      throw new IllegalArgumentException("the page has no rule for " + path);
    }
    return rule;
  }

  /** All but one. */
  static String without(String path) {
    return text().replace(rule(path), "");
  }
}
