package io.keyturn;

import io.keyturn.provider.Durations;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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
  private final Map<String, List<SecretLocation>> places = new HashMap<>();
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
    this.stores = new Stores(providers, sources.environment(), options, factories, problems);
    this.problems = problems;
    this.texts = sources.merged(Map.of());
    stores.introduce(texts.keySet(), form.storeIds());
    read(new Problems()); // by the keys of settings, and of stores that are spoken of
    for (Map.Entry<String, String> one : below(SECRETS).entrySet()) {
      pin(one.getKey(), one.getValue());
    }
    String store = texts.get(Setting.STORE.key);
    if (store == null) {
      this.active = defaultStore();
    } else if (stores.knows(store)) {
      this.active = Optional.of(store);
    } else {
      this.active = Optional.empty();
      this.unknown = Optional.of(store);
      problems.add(Setting.STORE.key, stores.unknown(store));
    }
    useStores(usedStores());
    read(problems); // all keys are known now
    checkKeys();
    readOptions();
    readNames();
  }

  /** Where the text of a key is written, so that the user knows which place to mend. */
  Optional<String> written(String key) {
    return sources.place(key, form.variable(key));
  }

  // ---- texts and keys

  /** Reads the variables by all keys that are known so far. */
  private void read(Problems found) {
    texts = sources.merged(form.read(keys(), openForms(), found));
    stores.texts(texts);
  }

  private Set<String> keys() {
    Set<String> keys = stores.keys();
    for (Setting setting : Setting.values()) {
      keys.add(setting.key);
    }
    keys.add(SECRETS);
    keys.add(TTL_FOR);
    return keys;
  }

  private Set<String> openForms() {
    Set<String> forms = new HashSet<>();
    for (String prefix : stores.openPrefixes()) {
      forms.add(EnvironmentForm.of(prefix));
    }
    if (unknown.isPresent()) {
      forms.add(EnvironmentForm.of("keyturn.stores." + unknown.get() + "."));
    }
    return forms;
  }

  private void checkKeys() {
    Set<String> keys = keys();
    Set<String> open = stores.openPrefixes();
    for (Sources.Source source : sources.written()) {
      for (String key : source.texts().keySet()) {
        if (!fitsOneOf(keys, key) && !fitsOneOf(open, key)) {
          problems.add(source.at(Names.shown(key)), "no such key" + Typo.hint(key, keys));
        }
      }
    }
  }

  private static boolean fitsOneOf(Set<String> known, String key) {
    for (String one : known) {
      if (fits(key, one)) {
        return true;
      }
    }
    return false;
  }

  /** One that ends in a dot is followed by a name. */
  private static boolean fits(String key, String known) {
    return known.endsWith(".")
        ? key.startsWith(known) && key.length() > known.length()
        : key.equals(known);
  }

  private void readOptions() {
    for (Map.Entry<String, String> one : texts.entrySet()) {
      Optional<Setting> setting = Setting.of(one.getKey());
      if (setting.isPresent()) {
        setOption(one.getKey(), setting.get(), one.getValue());
      }
    }
    for (Map.Entry<String, String> one : below(TTL_FOR).entrySet()) {
      try {
        options.ttlFor.put(Names.check(one.getKey()), Durations.parse(one.getValue()));
      } catch (IllegalArgumentException e) {
        problems.add(TTL_FOR + one.getKey(), e);
      }
    }
  }

  private void setOption(String key, Setting setting, String text) {
    try {
      setting.set(options, text);
    } catch (IllegalArgumentException e) {
      problems.add(key, e);
    }
  }

  private Map<String, String> below(String prefix) {
    Map<String, String> below = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : texts.entrySet()) {
      if (one.getKey().startsWith(prefix)) {
        below.put(one.getKey().substring(prefix.length()), one.getValue());
      }
    }
    return below;
  }

  // ---- stores

  /** Uses stores, and then those in which their credentials live. */
  private void useStores(Set<String> ids) {
    for (Set<String> next = ids; !next.isEmpty(); next = stores.credentialStores()) {
      read(new Problems()); // the types of these stores
      for (String id : next) {
        stores.use(id);
      }
      read(new Problems()); // the settings of their providers
    }
  }

  private Set<String> usedStores() {
    Set<String> used = new LinkedHashSet<>();
    for (List<SecretLocation> locations : pins.values()) {
      for (SecretLocation location : locations) {
        used.add(location.store());
      }
    }
    if (active.isPresent()) {
      used.add(active.get());
    }
    for (String id : used) {
      stores.get(id);
    }
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
    for (String name : optionals) {
      if (requireds.contains(name)) {
        String wrong = " is in " + Setting.REQUIRED.key + " as well; leave it out of one";
        problems.add(Setting.OPTIONAL.key, Names.shown(name) + wrong);
      }
    }
    optional.addAll(optionals);
    needed.addAll(requireds);
    for (StoreSetup store : stores.all()) {
      store.checkLocations(problems);
    }
    for (String name : declared()) {
      checkPlaces(name);
    }
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
    for (StoreSetup store : stores.all()) {
      declared.addAll(valid(store.lines().keySet()));
    }
    declared.addAll(names(Setting.REQUIRED));
    declared.addAll(names(Setting.OPTIONAL));
    return declared;
  }

  private List<String> list(Setting setting) {
    List<String> list = new ArrayList<>();
    String text = texts.getOrDefault(setting.key, "");
    if (!text.isEmpty()) {
      for (String part : text.split(",", -1)) {
        list.add(part.strip());
      }
    }
    return list;
  }

  private List<String> names(Setting setting) {
    return valid(list(setting));
  }

  private static List<String> valid(Collection<String> names) {
    List<String> valid = new ArrayList<>();
    for (String name : names) {
      if (Names.isName(name)) {
        valid.add(name);
      }
    }
    return valid;
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
      try {
        places.put(name, find(name));
      } catch (IllegalArgumentException e) {
        problems.add(keyOf(name), e);
      }
    }
  }

  private String keyOf(String name) {
    return pins.containsKey(name) || active.isEmpty()
        ? SECRETS + name
        : stores.get(active.get()).keyOf(name);
  }

  /**
   * The places of a name that is declared, in the order in which they are asked; none where they
   * are a problem.
   */
  List<SecretLocation> places(String name) {
    return places.getOrDefault(name, List.of());
  }

  private List<SecretLocation> find(String name) {
    List<SecretLocation> pinned = pins.get(name);
    if (pinned != null) {
      return pinned;
    }
    if (active.isEmpty()) {
      throw new IllegalArgumentException(Places.noStore(name));
    }
    StoreSetup store = stores.get(active.get());
    Optional<SecretLocation> place = store.place(name);
    if (place.isEmpty()) {
      throw new IllegalArgumentException(
          Places.noLine(name, store.id(), store.keyOf(name))
              + stores.othersWith(name, store)
              + Typo.hint(name, store.lines().keySet()));
    }
    return List.of(place.get());
  }

  /** The places of names that nobody declared. */
  Places otherPlaces() {
    if (active.isEmpty()) {
      return new Places(active, Optional.empty(), List.of());
    }
    StoreSetup store = stores.get(active.get());
    return new Places(active, store.template(), List.copyOf(store.lines().keySet()));
  }

  /** Makes the providers of the stores that are used, and lets them judge the places. */
  void makeProviders() {
    stores.makeProviders();
    checkNormal(required());
    checkNormal(optional());
  }

  private void checkNormal(Set<String> names) {
    for (String name : names) {
      for (SecretLocation place : places(name)) {
        checkNormal(name, place);
      }
    }
  }

  private void checkNormal(String name, SecretLocation place) {
    SecretProvider provider = stores.providers.get(place.store());
    if (provider != null) {
      try {
        Objects.requireNonNull(provider.normalize(place.bundle()));
      } catch (Exception | Error e) { // the provider's; Kotlin throws checked ones, too
        problems.thrown(keyOf(name), e);
      }
    }
  }
}
