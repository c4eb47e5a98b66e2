package io.keyturn.bench.page;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown; all but the first column hold numbers. */
final class Table {
  private final StringBuilder text = new StringBuilder();

  Table(String... head) {
    row(List.of(head));
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < head.length; i++) {
      rule.add(i == 0 ? "---" : "--:");
    }
    row(rule);
  }

  void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
