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
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Configuration, read and checked as a whole: what the engine is made from.
 *
 * <p>Everything wrong with it is collected and told at once. Its reference is {@code
 * docs/configuration.md}.
 */
final class Configuration {
  static final String SECRETS = "keyturn.secrets.";
  static final String TTL_FOR = "keyturn.cache.ttl-for.";
  private static final Pattern STORE_KEY = Pattern.compile("(?s)keyturn\\.stores\\.([^.]+)\\..+");
  private static final Pattern SCHEME = Pattern.compile("(?:^|,)\\s*([a-z][a-z0-9-]*)://");

  final Options options = new Options();
  final Map<String, SecretProvider> providers = new LinkedHashMap<>();
  final Set<String> required = new LinkedHashSet<>();
  final Set<String> optional = new LinkedHashSet<>();
  private final Sources sources;
  private final EnvironmentForm form;
  private final Factories factories;
  private final Problems problems;
  private final Map<String, StoreSetup> stores = new LinkedHashMap<>();
  private final Map<String, List<SecretLocation>> pins = new LinkedHashMap<>();
  private final String active;
  private Map<String, String> texts;

  Configuration(
      Sources sources, Map<String, SecretProvider> given, Factories factories, Problems problems) {
    this.sources = sources;
    this.form = new EnvironmentForm(sources.environment());
    this.factories = factories;
    this.problems = problems;
    this.texts = sources.merged(Map.of());
    introduceStores(given);
    this.texts = sources.merged(form.read(keys(), Set.of("KEYTURN_"), new Problems()));
    this.active = texts.getOrDefault(Setting.STORE.key, "env");
    below(SECRETS, this::pin);
    readStores();
    this.texts = sources.merged(form.read(keys(), openForms(), problems));
    stores.values().forEach(store -> store.texts(texts));
    checkKeys();
    readOptions();
    readNames();
  }

  // ---- stores

  private void introduceStores(Map<String, SecretProvider> given) {
    Set<String> ids = new TreeSet<>(form.storeIds());
    ids.addAll(given.keySet());
    texts.keySet().stream()
        .map(STORE_KEY::matcher)
        .filter(Matcher::matches)
        .forEach(m -> ids.add(m.group(1)));
    ids.forEach(id -> StoreSetup.checkId(id, problems));
    texts.forEach((key, text) -> schemes(key, text, ids));
    sources.environment().forEach((key, text) -> schemes(key, text, ids));
    String fromEnvironment =
        sources.environment().getOrDefault(EnvironmentForm.of(Setting.STORE.key), "env");
    ids.add(texts.getOrDefault(Setting.STORE.key, fromEnvironment.strip()));
    ids.forEach(id -> stores.put(id, new StoreSetup(id, Optional.ofNullable(given.get(id)))));
  }

  private static void schemes(String key, String text, Set<String> ids) {
    if (key.startsWith(SECRETS) || key.startsWith(EnvironmentForm.of(SECRETS))) {
      SCHEME.matcher(text).results().forEach(scheme -> ids.add(scheme.group(1)));
    }
  }

  /** Finds the factories of the stores that are used, so that their keys are known. */
  private void readStores() {
    stores.values().forEach(store -> store.texts(texts));
    Set<String> used = new LinkedHashSet<>();
    pins.values().forEach(locations -> locations.forEach(location -> used.add(location.store())));
    if (texts.containsKey(Setting.STORE.key) || needsDefaultStore()) {
      used.add(active);
    }
    used.forEach(id -> store(id).use(factories, problems));
  }

  /** Without a word about it, {@code env} is the store where its provider is there or must be. */
  private boolean needsDefaultStore() {
    boolean hasNames =
        !pins.isEmpty()
            || texts.containsKey(Setting.REQUIRED.key)
            || texts.containsKey(Setting.OPTIONAL.key);
    boolean allPinned = hasNames && declared().stream().allMatch(pins::containsKey);
    return !allPinned
        && (!store(active).isGiven()
            && (factories.has(store(active).type()) || hasNames || providersGiven() == 0));
  }

  private long providersGiven() {
    return stores.values().stream().filter(StoreSetup::isGiven).count();
  }

  private StoreSetup store(String id) {
    return stores.computeIfAbsent(
        id,
        i -> {
          StoreSetup setup = new StoreSetup(i, Optional.empty());
          setup.texts(texts);
          return setup;
        });
  }

  // ---- keys

  private Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    Arrays.stream(Setting.values()).forEach(setting -> keys.add(setting.key));
    keys.add(SECRETS);
    keys.add(TTL_FOR);
    stores.values().forEach(store -> keys.addAll(store.keys()));
    return keys;
  }

  private Set<String> openForms() {
    Set<String> open = new LinkedHashSet<>();
    stores.values().stream()
        .filter(StoreSetup::isOpen)
        .forEach(store -> open.add(EnvironmentForm.of(store.prefix())));
    return open;
  }

  private void checkKeys() {
    Set<String> known = keys();
    for (Map<String, String> source : sources.written()) {
      for (String key : source.keySet()) {
        if (known.stream()
                .noneMatch(
                    k ->
                        k.endsWith(".")
                            ? key.startsWith(k) && key.length() > k.length()
                            : key.equals(k))
            && stores.values().stream()
                .noneMatch(store -> store.isOpen() && key.startsWith(store.prefix()))) {
          problems.add(Names.shown(key), "no such key");
        }
      }
    }
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

  // ---- names and places

  private void pin(String name, String text) {
    List<SecretLocation> locations = new ArrayList<>();
    String[] parts = text.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].strip();
      String at = SECRETS + name + (parts.length > 1 ? ", location " + (i + 1) : "");
      SecretLocation location = problems.collect(at, () -> SecretLocation.parse(part));
      if (location != null) {
        locations.add(location);
      }
    }
    if (problems.collect(SECRETS + name, () -> Names.check(name)) != null) {
      pins.put(name, locations);
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
                    Names.shown(name) + " is in " + Setting.REQUIRED.key + " as well"));
    optional.addAll(optionals);
    declared().stream().filter(name -> !optional.contains(name)).forEach(required::add);
    stores.values().forEach(store -> store.checkLocations(problems));
    declared().forEach(this::checkPlaces);
  }

  /** Names that are declared anywhere. */
  Set<String> declared() {
    Set<String> declared = new LinkedHashSet<>(pins.keySet());
    stores.values().forEach(store -> declared.addAll(store.lines().keySet()));
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
      if (!component.optional()) {
        optional.remove(component.name());
        required.add(component.name());
      } else if (!required.contains(component.name())) {
        optional.add(component.name());
      }
      checkPlaces(component.name());
    }
  }

  private void checkPlaces(String name) {
    problems.collect(keyOf(name), () -> places(name));
  }

  private String keyOf(String name) {
    return pins.containsKey(name) ? SECRETS + name : store(active).keyOf(name);
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
    if (!store(active).isUsed()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' has no place: no store is active; set "
              + Setting.STORE.key
              + ", or pin it by "
              + SECRETS
              + name);
    }
    return List.of(store(active).place(name));
  }

  // ---- providers

  /** Makes the providers of the stores that are used, and lets them judge the places. */
  void makeProviders() {
    for (StoreSetup store : List.copyOf(stores.values())) {
      if (store.isUsed()) {
        provider(store);
      }
    }
    Set<String> names = new LinkedHashSet<>(required);
    names.addAll(optional);
    names.forEach(this::checkNormal);
  }

  private Optional<SecretProvider> provider(StoreSetup store) {
    SecretProvider known = providers.get(store.id());
    if (known == null) {
      known = store.make(problems, sources.environment(), this::credentialStore);
      if (known != null) {
        providers.put(store.id(), known);
      }
    }
    return Optional.ofNullable(known);
  }

  /** The store of a credential: one that needs none itself. */
  private SecretProvider credentialStore(String id) {
    StoreSetup store = store(id);
    if (!store.type().equals("env") && !store.type().equals("file")) {
      throw new IllegalArgumentException(
          "a credential lives in an env or file store, not in '" + id + "'");
    }
    store.use(factories, problems);
    return provider(store)
        .orElseThrow(() -> new IllegalArgumentException("the store '" + id + "' is not there"));
  }

  private void checkNormal(String name) {
    List<SecretLocation> places =
        Objects.requireNonNullElse(new Problems().collect("", () -> places(name)), List.of());
    for (SecretLocation place : places) {
      SecretProvider provider = providers.get(place.store());
      if (provider != null) {
        problems.collect(keyOf(name), () -> provider.normalize(place.bundle()));
      }
    }
  }
}
