package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the settings of a store, all at once. */
final class Problems {
  private final List<String> problems = new ArrayList<>();

  void add(String problem) {
    problems.add(problem);
  }

  void when(boolean wrong, String problem) {
    if (wrong) {
      add(problem);
    }
  }

  /** A namespace goes into a header. */
  void namespace(ProviderSettings settings, ProviderSettings.Key key) {
    boolean header = settings.text(key).orElse("-").chars().allMatch(c -> c > ' ' && c < 127);
    when(!header, key.name() + " has a blank or another character that a namespace has not");
  }

  /**
   * Ends the check.
   *
   * @throws IllegalArgumentException with a problem a line, if there are any
   */
  void end() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }
}
