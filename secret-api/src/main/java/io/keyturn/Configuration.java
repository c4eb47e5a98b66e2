package io.keyturn;

import io.keyturn.provider.Durations;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Configuration, read and checked as a whole: what the engine is made from.
 *
 * <p>Everything wrong with it is collected and told at once. Its reference is {@code
 * docs/configuration.md}.
 */
final class Configuration {
  static final String SECRETS = "keyturn.secrets.";
  static final String TTL_FOR = "keyturn.cache.ttl-for.";

  final Options options = new Options();
  final Stores stores;
  private final Sources sources;
  private final EnvironmentForm form;
  private final Problems problems;
  private final Set<String> needed = new LinkedHashSet<>();
  private final Set<String> optional = new LinkedHashSet<>();
  private final Map<String, List<SecretLocation>> pins = new LinkedHashMap<>();
  private final Optional<String> active;

  /** What is active and no store: what else that makes wrong is not told. */
  private Optional<String> unknown = Optional.empty();

  private Map<String, String> texts;

  /**
   * Reads it.
   *
   * @param providers those given, by the id of their store; those made are added
   */
  Configuration(
      Sources sources,
      Map<String, SecretProvider> providers,
      Factories factories,
      Problems problems) {
    this.sources = sources;
    this.form = new EnvironmentForm(sources.environment());
    this.stores = new Stores(providers, sources.environment(), factories, problems);
    this.problems = problems;
    problems.written(key -> sources.place(key, form.variable(key)));
    this.texts = sources.merged(Map.of());
    stores.introduce(texts.keySet(), form.storeIds());
    read(new Problems()); // by the keys of settings, and of stores that are spoken of
    below(SECRETS, this::pin);
    Optional<String> store = Optional.ofNullable(texts.get(Setting.STORE.key));
    this.unknown = store.filter(id -> !stores.knows(id));
    this.active = store.or(this::defaultStore).filter(stores::knows);
    unknown.ifPresent(id -> problems.add(Setting.STORE.key, stores.unknown(id)));
    useStores(usedStores());
    read(problems); // all keys are known now
    checkKeys();
    readOptions();
    readNames();
  }

  // ---- texts and keys

  /** Reads the variables by all keys that are known so far. */
  private void read(Problems found) {
    texts = sources.merged(form.read(keys(), openForms(), found));
    stores.texts(texts);
  }

  private Set<String> keys() {
    Set<String> keys = stores.keys();
    Arrays.stream(Setting.values()).forEach(setting -> keys.add(setting.key));
    keys.add(SECRETS);
    keys.add(TTL_FOR);
    return keys;
  }

  private Set<String> openForms() {
    return Stream.concat(
            stores.openPrefixes().stream(),
            unknown.map(id -> "keyturn.stores." + id + ".").stream())
        .map(EnvironmentForm::of)
        .collect(Collectors.toSet());
  }

  private void checkKeys() {
    Set<String> keys = keys();
    Set<String> open = stores.openPrefixes();
    for (Sources.Source source : sources.written()) {
      source.texts().keySet().stream()
          .filter(key -> Stream.concat(keys.stream(), open.stream()).noneMatch(k -> fits(key, k)))
          .forEach(
              key ->
                  problems.add(source.at(Names.shown(key)), "no such key" + Typo.hint(key, keys)));
    }
  }

  /** One that ends in a dot is followed by a name. */
  private static boolean fits(String key, String known) {
    return known.endsWith(".")
        ? key.startsWith(known) && key.length() > known.length()
        : key.equals(known);
  }

  private void readOptions() {
    texts.forEach(
        (key, text) ->
            Setting.of(key)
                .ifPresent(
                    setting ->
                        problems.collect(
                            key,
                            () -> {
                              setting.set(options, text);
                              return key;
                            })));
    below(
        TTL_FOR,
        (name, text) ->
            problems.collect(
                TTL_FOR + name,
                () -> options.ttlFor.put(Names.check(name), Durations.parse(text))));
  }

  private void below(String prefix, BiConsumer<String, String> each) {
    texts.forEach(
        (key, text) -> {
          if (key.startsWith(prefix)) {
            each.accept(key.substring(prefix.length()), text);
          }
        });
  }

  // ---- stores

  /** Uses stores, and then those in which their credentials live. */
  private void useStores(Set<String> ids) {
    for (Set<String> next = ids; !next.isEmpty(); next = stores.credentialStores()) {
      read(new Problems()); // the types of these stores
      next.forEach(stores::use);
      read(new Problems()); // the settings of their providers
    }
  }

  private Set<String> usedStores() {
    Set<String> used = new LinkedHashSet<>();
    pins.values().forEach(locations -> locations.forEach(location -> used.add(location.store())));
    active.ifPresent(used::add);
    used.forEach(stores::get);
    return used;
  }

  /**
   * Without a word about it, {@code env} is the store where the machine is read, and its provider
   * is there or must be.
   */
  private Optional<String> defaultStore() {
    if (!sources.ofMachine()) {
      return Optional.empty();
    }
    boolean mustBe = hasNames() ? !pins.keySet().containsAll(declared()) : !stores.isAnyGiven();
    return stores.hasFactory("env") || mustBe ? Optional.of("env") : Optional.empty();
  }

  private boolean hasNames() {
    return !pins.isEmpty()
        || texts.containsKey(Setting.REQUIRED.key)
        || texts.containsKey(Setting.OPTIONAL.key);
  }

  // ---- names and places

  private void pin(String name, String text) {
    List<SecretLocation> locations = new ArrayList<>();
    String[] parts = text.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].strip();
      String which = parts.length > 1 ? "location " + (i + 1) + ": " : "";
      SecretLocation location = problems.collect(SECRETS + name, () -> place(part, which));
      if (location != null) {
        locations.add(location);
      }
    }
    if (problems.collect(SECRETS + name, () -> Names.check(name)) != null) {
      pins.put(name, locations);
    }
  }

  private SecretLocation place(String text, String which) {
    try {
      SecretLocation location = SecretLocation.parse(text);
      if (!stores.knows(location.store())) {
        throw new IllegalArgumentException(
            stores.unknown(location.store())
                + "; if this is the secret itself, take it out of the configuration and rotate it");
      }
      return location;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(which + e.getMessage());
    }
  }

  private void readNames() {
    checkNames(Setting.OPTIONAL);
    checkNames(Setting.REQUIRED);
    List<String> optionals = names(Setting.OPTIONAL);
    List<String> requireds = names(Setting.REQUIRED);
    optionals.stream()
        .filter(requireds::contains)
        .forEach(
            name ->
                problems.add(
                    Setting.OPTIONAL.key,
                    Names.shown(name)
                        + " is in "
                        + Setting.REQUIRED.key
                        + " as well; leave it out of one"));
    optional.addAll(optionals);
    needed.addAll(requireds);
    stores.all().forEach(store -> store.checkLocations(problems));
    declared().forEach(this::checkPlaces);
  }

  /** The names that must be there at start: all that are declared and not optional. */
  Set<String> required() {
    Set<String> required = declared();
    required.removeAll(optional);
    required.addAll(needed);
    return required;
  }

  /** The names that may be missing: nothing needs them. */
  Set<String> optional() {
    Set<String> names = new LinkedHashSet<>(optional);
    names.removeAll(needed);
    return names;
  }

  /** Names that are declared anywhere. */
  private Set<String> declared() {
    Set<String> declared = new LinkedHashSet<>(pins.keySet());
    stores.all().forEach(store -> declared.addAll(store.lines().keySet()));
    declared.addAll(names(Setting.REQUIRED));
    declared.addAll(names(Setting.OPTIONAL));
    declared.removeIf(name -> !Names.isName(name));
    return declared;
  }

  private List<String> list(Setting setting) {
    String text = texts.getOrDefault(setting.key, "");
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  private List<String> names(Setting setting) {
    return list(setting).stream().filter(Names::isName).toList();
  }

  /** A wrong one is told by its number: it is a text, and may be anything. */
  private void checkNames(Setting setting) {
    List<String> list = list(setting);
    for (int i = 0; i < list.size(); i++) {
      if (!Names.isName(list.get(i))) {
        problems.add(setting.key, "number " + (i + 1) + " is no name; " + Names.RULE);
      }
    }
  }

  /** Declares names that the builder's records ask for. */
  void declare(List<Binder.Component> components) {
    for (Binder.Component component : components) {
      (component.optional() ? optional : needed).add(component.name());
      checkPlaces(component.name());
    }
  }

  private void checkPlaces(String name) {
    if (unknown.isEmpty() || pins.containsKey(name)) {
      problems.collect(keyOf(name), () -> places(name));
    }
  }

  private String keyOf(String name) {
    return pins.containsKey(name) || active.isEmpty()
        ? SECRETS + name
        : stores.get(active.get()).keyOf(name);
  }

  /**
   * The places of a name, in the order in which they are asked.
   *
   * @throws IllegalArgumentException if it has none, or one of them is none of its store's
   */
  List<SecretLocation> places(String name) {
    List<SecretLocation> pinned = pins.get(name);
    if (pinned != null) {
      return pinned;
    }
    StoreSetup store = stores.get(active.orElseThrow(() -> noPlace(name)));
    return List.of(store.place(name).orElseThrow(() -> noPlace(name, store)));
  }

  /**
   * The places of a name that code asks for.
   *
   * @throws IllegalArgumentException as in {@link #places}, of one who reads no list of problems
   */
  List<SecretLocation> placesAskedFor(String name) {
    try {
      return places(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + " " + Problems.ANCHOR);
    }
  }

  private IllegalArgumentException noPlace(String name, StoreSetup store) {
    return new IllegalArgumentException(
        "'"
            + name
            + "' has no place in the store '"
            + store.id()
            + "'; add "
            + store.keyOf(name)
            + stores.othersWith(name, store)
            + Typo.hint(name, store.lines().keySet()));
  }

  private static IllegalArgumentException noPlace(String name) {
    return new IllegalArgumentException(
        "'"
            + name
            + "' has no place: no store is active; set "
            + Setting.STORE.key
            + ", or pin it by "
            + SECRETS
            + name);
  }

  /** Makes the providers of the stores that are used, and lets them judge the places. */
  void makeProviders() {
    stores.makeProviders();
    required().forEach(this::checkNormal);
    optional().forEach(this::checkNormal);
  }

  private void checkNormal(String name) {
    List<SecretLocation> places =
        Objects.requireNonNullElse(new Problems().collect("", () -> places(name)), List.of());
    for (SecretLocation place : places) {
      SecretProvider provider = stores.providers.get(place.store());
      if (provider != null) {
        problems.ask(keyOf(name), () -> provider.normalize(place.bundle()));
      }
    }
  }
}
