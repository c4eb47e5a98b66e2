package io.keyturn;

import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where names live that nobody declared: all that is kept of a configuration after the start, since
 * those that are declared know their places.
 */
final class Places implements Function<String, List<SecretLocation>> {
  private final Optional<String> store;
  private final Optional<Template> template;
  private final List<String> lines;

  /**
   * Places in the active store.
   *
   * @param store its id
   * @param lines the names that have a line of their own there
   */
  Places(Optional<String> store, Optional<Template> template, List<String> lines) {
    this.store = store;
    this.template = template;
    this.lines = lines;
  }

  /**
   * The one place of a name.
   *
   * @throws IllegalArgumentException if it has none
   */
  @Override
  public List<SecretLocation> apply(String name) {
    if (template.isEmpty()) {
      throw new IllegalArgumentException(none(name) + " " + Problems.ANCHOR);
    }
    return List.of(template.get().place(name));
  }

  private String none(String name) {
    return store.isEmpty()
        ? noStore(name)
        : noLine(name, store.get(), StoreSetup.lineOf(store.get(), name)) + Typo.hint(name, lines);
  }

  /** What is wrong where no store is active. */
  static String noStore(String name) {
    return "'"
        + name
        + "' has no place: no store is active; set "
        + Setting.STORE.key
        + ", or pin it by "
        + Configuration.SECRETS
        + name;
  }

  /**
   * What is wrong where the active store has no place.
   *
   * @param key the one that is to be added
   */
  static String noLine(String name, String store, String key) {
    return "'" + name + "' has no place in the store '" + store + "'; add " + key;
  }
}
