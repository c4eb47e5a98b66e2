package io.keyturn;

import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.ManualTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where one key is observed: two stores in memory, and the key set to a text. */
final class Scene {
  final InMemoryProvider store = new InMemoryProvider().put("app", Map.of("A", "old"));
  final ManualTime time = new ManualTime();
  final Ledgers ledgers = new Ledgers();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final String key;
  private final String text;
  private final boolean byBuilder;

  /**
   * A scene.
   *
   * @param byBuilder whether the text is said by a method of the builder, or by its key
   */
  Scene(String key, String text, boolean byBuilder) {
    this.byBuilder = byBuilder;
    this.key = key;
    this.text = text;
    set("keyturn.store", "memory");
    set("keyturn.stores.memory.location", "app#{name}");
    set("keyturn.stores.other.location", "app#{name}");
    set("keyturn.cache.jitter", "0");
    set("keyturn.cache.ttl", "3m");
  }

  /** Sets another key, as a condition of what is observed. */
  Scene set(String other, String value) {
    properties.put(other, value);
    return this;
  }

  /** A builder with the key set, on the time and the threads of the machine. */
  Secrets.Builder builder() {
    return said()
        .properties(properties)
        .store("memory", ledgers.of(store))
        .store("other", ledgers.of(other()));
  }

  private static InMemoryProvider other() {
    return new InMemoryProvider().put("app", Map.of("A", "of the other store"));
  }

  private Secrets.Builder said() {
    if (byBuilder) {
      return BuilderCalls.of(key).orElseThrow().say().apply(Secrets.builder(), text);
    }
    set(key, text);
    return Secrets.builder();
  }

  /** The same in time that stands still, everything running in {@link #advance}. */
  Secrets still() {
    return builder().time(time).executor(Runnable::run).build();
  }

  void advance(Duration by) {
    time.advance(by);
  }

  void rotate() {
    store.rotate("app", Map.of("A", "new"));
  }

  /** How often the bundle was read. */
  int reads() {
    return store.fetches("app");
  }
}
