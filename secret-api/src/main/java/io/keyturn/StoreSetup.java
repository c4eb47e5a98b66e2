package io.keyturn;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is configured for one store: its type, and where names live in it. */
final class StoreSetup {
  private static final String NO_ID =
      "no id of a store: lower case letters, digits and '-', beginning with a letter";

  private final String id;
  private final boolean given;
  private Map<String, String> texts = Map.of();
  private @Nullable SecretProviderFactory factory;
  private List<ProviderSettings.Key> factoryKeys = List.of();
  private boolean used;

  /**
   * Nothing is configured yet.
   *
   * @param given whether its provider is given to the builder
   */
  StoreSetup(String id, boolean given) {
    this.id = id;
    this.given = given;
    this.used = given;
  }

  String id() {
    return id;
  }

  static boolean isId(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean inside = (c >= '0' && c <= '9') || c == '-';
      if ((c < 'a' || c > 'z') && !(inside && i > 0)) {
        return false;
      }
    }
    return !id.isEmpty();
  }

  /** Notes an id that is none, in a key or said to the builder. */
  static void checkId(String id, Problems problems) {
    if (!isId(id)) {
      problems.add("keyturn.stores." + id, NO_ID);
    }
  }

  String prefix() {
    return "keyturn.stores." + id + ".";
  }

  /** Takes the texts that hold; those of other stores are left alone. */
  void texts(Map<String, String> all) {
    texts = all;
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(texts.get(prefix() + key));
  }

  String type() {
    return text("type").orElse(id);
  }

  boolean isGiven() {
    return given;
  }

  boolean isUsed() {
    return used;
  }

  /** Whether nobody knows its keys: it is not used, or its provider is not there. */
  boolean isOpen() {
    return !given && factory == null;
  }

  void use(Factories factories, Problems problems) {
    if (!used) {
      used = true;
      if (isId(id)) { // what is none has been told
        find(factories, problems);
      }
    }
  }

  private void find(Factories factories, Problems problems) {
    String key = prefix() + "type";
    SecretProviderFactory found;
    try {
      found = factories.pick(type(), text("factory"));
    } catch (IllegalArgumentException e) {
      problems.add(key, e);
      return;
    }
    try {
      factoryKeys = List.copyOf(found.keys());
      factory = found;
    } catch (Exception | Error e) { // the factory's; Kotlin throws checked ones, too
      problems.thrown(key, e);
    }
  }

  /** What makes its provider; empty where it is given, not used, or not there. */
  Optional<SecretProviderFactory> factory() {
    return Optional.ofNullable(factory);
  }

  /** The keys of its provider; none where nobody knows them. */
  List<ProviderSettings.Key> factoryKeys() {
    return factoryKeys;
  }

  /** The keys it knows. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    keys.add(prefix() + "location");
    keys.add(prefix() + "locations.");
    if (!given) {
      keys.add(prefix() + "type");
      keys.add(prefix() + "factory");
    }
    for (ProviderSettings.Key key : factoryKeys) {
      keys.add(prefix() + key.name());
    }
    return keys;
  }

  // ---- places

  /** The locations of names that have a line of their own. */
  Map<String, String> lines() {
    String lines = prefix() + "locations.";
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : texts.entrySet()) {
      if (one.getKey().startsWith(lines)) {
        found.put(one.getKey().substring(lines.length()), one.getValue());
      }
    }
    return found;
  }

  /** The key that says where a name lives, or that is to be added. */
  String keyOf(String name) {
    boolean byTemplate = text("location").isPresent() && text("locations." + name).isEmpty();
    return byTemplate ? prefix() + "location" : lineOf(id, name);
  }

  /** The key that says where a name lives that has a line of its own. */
  static String lineOf(String store, String name) {
    return "keyturn.stores." + store + ".locations." + name;
  }

  /** Where names live that have no line of their own. */
  Optional<Template> template() {
    Optional<String> written = text("location");
    if (written.isEmpty() && !type().equals("env")) {
      return Optional.empty();
    }
    return Optional.of(new Template(id, written.orElse(Template.NAME)));
  }

  /**
   * Where a name lives in this store; empty where it has no line of its own and there is no
   * template.
   *
   * @throws IllegalArgumentException if the location is malformed
   */
  Optional<SecretLocation> place(String name) {
    Optional<String> line = text("locations." + name);
    if (line.isPresent()) {
      return Optional.of(written(line.get()));
    }
    Optional<Template> template = template();
    return template.isPresent() ? Optional.of(template.get().place(name)) : Optional.empty();
  }

  private SecretLocation written(String line) {
    SecretShape.refuse(line);
    return SecretLocation.relative(id, line);
  }

  /** Notes what is malformed, whether the store is used yet or not: it may be swapped to. */
  void checkLocations(Problems problems) {
    for (Map.Entry<String, String> line : lines().entrySet()) {
      String key = keyOf(line.getKey());
      problems.collect(key, () -> Names.check(line.getKey()));
      problems.collect(key, () -> written(line.getValue()));
    }
    Optional<String> template = text("location");
    if (template.isPresent()) {
      problems.collect(prefix() + "location", () -> new Template(id, template.get()).place("A"));
    }
  }
}
