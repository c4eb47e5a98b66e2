package io.keyturn;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is configured for one store: its type, and where names live in it. */
final class StoreSetup {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");
  private static final String NO_ID =
      "no id of a store: lower case letters, digits and '-', beginning with a letter";
  private static final String NAME = "{name}";
  private static final Pattern WRONG_NAME = Pattern.compile("\\{(?!name})[^}]*}");

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
    return ID.matcher(id).matches();
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
    SecretProviderFactory found =
        problems.collect(key, () -> factories.pick(type(), text("factory")));
    List<ProviderSettings.Key> keys =
        found == null ? null : problems.ask(key, () -> List.copyOf(found.keys()));
    if (keys != null) {
      factory = found;
      factoryKeys = keys;
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
    factoryKeys.forEach(key -> keys.add(prefix() + key.name()));
    return keys;
  }

  // ---- places

  /** The locations of names that have a line of their own. */
  Map<String, String> lines() {
    String lines = prefix() + "locations.";
    Map<String, String> found = new LinkedHashMap<>();
    texts.forEach(
        (key, text) -> {
          if (key.startsWith(lines)) {
            found.put(key.substring(lines.length()), text);
          }
        });
    return found;
  }

  /** The key that says where a name lives, or that is to be added. */
  String keyOf(String name) {
    boolean byTemplate = text("location").isPresent() && text("locations." + name).isEmpty();
    return prefix() + (byTemplate ? "location" : "locations." + name);
  }

  private Optional<String> template() {
    return text("location").or(() -> type().equals("env") ? Optional.of(NAME) : Optional.empty());
  }

  /**
   * Where a name lives in this store; empty where it has no line of its own and there is no
   * template.
   *
   * @throws IllegalArgumentException if the location is malformed
   */
  Optional<SecretLocation> place(String name) {
    Optional<String> line = text("locations." + name);
    return line.isPresent()
        ? line.map(this::written)
        : template().map(template -> fromTemplate(template, name));
  }

  private SecretLocation written(String line) {
    SecretShape.refuse(line);
    return SecretLocation.relative(id, line);
  }

  private SecretLocation fromTemplate(String template, String name) {
    SecretShape.refuse(template);
    int field = template.indexOf('#');
    String beforeField = field < 0 ? template : template.substring(0, field);
    int params = beforeField.indexOf('?');
    if (params >= 0 && beforeField.indexOf(NAME, params) >= 0) {
      throw new IllegalArgumentException(
          "{name} stands in the path or the field, not in a parameter");
    }
    if (WRONG_NAME.matcher(template).find()) {
      throw new IllegalArgumentException(
          "'{' can only begin {name}, in lower case, which stands for the name");
    }
    SecretLocation.relative(id, template.replace(NAME, "a_name")); // positions of the template
    return SecretLocation.relative(id, template.replace(NAME, name));
  }

  /** Notes what is malformed, whether the store is used yet or not: it may be swapped to. */
  void checkLocations(Problems problems) {
    lines()
        .forEach(
            (name, line) -> {
              problems.collect(keyOf(name), () -> Names.check(name));
              problems.collect(keyOf(name), () -> written(line));
            });
    text("location")
        .ifPresent(
            template -> problems.collect(prefix() + "location", () -> fromTemplate(template, "A")));
  }
}
